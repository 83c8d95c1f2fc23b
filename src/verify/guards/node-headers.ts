/** Headers of Node's requests, of which Node keeps the first Authorization header alone. No types of Node are needed. */
import type { GuardedRequest } from './credentials.ts'

/** What is asked of Node's request, or of a framework's that has the same members. */
export interface NodeLikeRequest {
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Names and values in turn. Injected requests may have none. */
  readonly rawHeaders?: readonly string[] | undefined
}

export function guardedRequest({ method = '', headers, rawHeaders = [] }: NodeLikeRequest): GuardedRequest {
  return {
    method,
    header(name) {
      const whole = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
      const value = headers[name]
      // Two of these are two credentials, or two sites.
      if (name !== 'cookie' && whole.length > 1) return whole.join(', ')
      return typeof value === 'string' ? value : value?.join(', ')
    },
  }
}
