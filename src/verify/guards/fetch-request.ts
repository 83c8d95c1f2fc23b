/** Requests and refusals of the Fetch standard. */
import type { FetchRequest, FetchResponse } from '../../kernel/platform-fetch.ts'
import type { GuardedRequest } from './credentials.ts'
import type { Refused } from './refused.ts'

/** `Headers` joins a header that came twice by itself. Not every platform keeps `Host` beside the address. */
export function guardedFetchRequest({ method, headers, url }: FetchRequest): GuardedRequest {
  return {
    method,
    header: name => headers.get(name) ?? (name === 'host' ? /^https?:\/\/([^/?#]+)/.exec(url)?.[1] : undefined),
  }
}

export function responseOf({ method }: FetchRequest, { status, headers, body }: Refused): FetchResponse {
  return new Response(method === 'HEAD' ? null : body, {
    status,
    headers: headers.map(([name, value]) => [name, value]),
  })
}
