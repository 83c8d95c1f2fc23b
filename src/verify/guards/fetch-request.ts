/** Requests and refusals of the Fetch standard. */
import type { GuardedRequest } from './credentials.ts'
import type { Refused } from './refused.ts'

/** `Headers` joins a header that came twice by itself. */
export function guardedFetchRequest({ method, headers }: Request): GuardedRequest {
  return { method, header: name => headers.get(name) ?? undefined }
}

export function responseOf({ method }: Request, { status, headers, body }: Refused): Response {
  return new Response(method === 'HEAD' ? null : body, {
    status,
    headers: headers.map(([name, value]) => [name, value]),
  })
}
