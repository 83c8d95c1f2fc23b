/** A request that never leaves this process: for the admission of a row. */
import type { Incoming } from '../../http/request/message.ts'

/** Headers by their lower-case names. */
export function createRequest(method: string, path: string, headers: Readonly<Record<string, string>>): Incoming {
  return {
    method,
    path,
    query: '',
    header: name => (Object.hasOwn(headers, name) ? headers[name] : undefined),
    body: async () => new Uint8Array(),
    remoteAddress: '127.0.0.1',
  }
}
