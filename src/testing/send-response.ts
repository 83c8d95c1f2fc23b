/** Sends a Response of the Fetch standard by a server of Node, as frameworks on top of it do. */
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export async function sendResponse(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, [...answer.headers].flat())
  if (answer.body === null) response.end()
  // A failing stream or a client that goes ends both sides.
  else await pipeline(Readable.fromWeb(answer.body), response).catch(() => {})
}
