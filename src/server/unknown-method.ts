/**
 * Methods that Node's parser does not know (`FOO /`) never become a request. They should get the same response as any
 * other wrong method: 401 before 405, with Allow. So the packet's head is parsed here, and dispatch responds.
 */
import type { Socket } from 'node:net'
import { peerOf } from '../adapters/node-request.ts'
import type { Dispatch } from '../http/dispatch.ts'
import type { Incoming } from '../http/request/message.ts'
import { formatAnswer } from '../http/response/format-answer.ts'

const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (\/[!-~]*) HTTP\/1\.[01]$/
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/

/** Writes the response to the raw socket and closes it. `false` when the packet is not a complete, well-formed head. */
export async function answerUnknownMethod(dispatch: Dispatch, packet: Buffer, socket: Socket): Promise<boolean> {
  const incoming = readHead(packet.toString('latin1'), peerOf(socket))
  if (incoming === undefined) return false
  socket.end(formatAnswer(await dispatch(incoming)))
  return true
}

function readHead(text: string, remoteAddress: string): Incoming | undefined {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  const [, method, target] = requestLine.exec(first) ?? []
  const headers = readHeaders(lines)
  if (end < 0 || method === undefined || target === undefined || headers === undefined) return undefined
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  return { method, path, query, remoteAddress, header: name => headers.get(name), body: async () => new Uint8Array() }
}

function readHeaders(lines: readonly string[]): Map<string, string> | undefined {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), value)
  }
  return headers
}
