/** Sends one request to the API, without deciding about the session. */
import type { Fetch, FetchInit, FetchResponse, PlatformUrl, UrlLike } from '../kernel/platform-fetch.ts'
import type { Later, Refused } from './outcome.ts'
import { laterOf, unreachable } from './outcome.ts'

export type Sent = { readonly kind: 'answer'; readonly response: FetchResponse } | Later

/** The options of `fetch`. */
export type RequestOptions = FetchInit & {
  /** Sends this one request, instead of the client's `fetch`: `fetchWithProgress(...)`. */
  readonly fetch?: Fetch
}

export interface Api {
  /** The base URL. */
  readonly base: string
  /** Resolves a path below the base URL. Throws for another origin: a link must not send the token elsewhere (token leak). */
  locate(path: string | UrlLike): PlatformUrl
  send(url: PlatformUrl, init: RequestOptions): Promise<Sent>
  /** Posts JSON to one of Latchkey's endpoints; a timeout counts as unreachable. `token`: in the Authorization header. */
  post(path: string, body: object, token?: string): Promise<Sent>
}

export interface ApiOptions {
  readonly url: string | undefined
  readonly fetch: Fetch
  /** Milliseconds. */
  readonly timeout: number
  /** Whether cookies go along. */
  readonly credentials: 'omit' | 'include'
}

export function createApi({ url, fetch, timeout, credentials }: ApiOptions): Api {
  const base = readBase(url)
  const locate = (path: string | UrlLike) => {
    const target = new URL(relativeTo(path), base)
    if (target.origin !== base.origin) throw new TypeError(`${target.origin} is not ${base.origin}`)
    return target
  }
  const send = async (target: PlatformUrl, init: RequestOptions): Promise<Sent> => {
    try {
      const response = await (init.fetch ?? fetch)(target, { credentials, ...init })
      const isLater = response.status === 429 || response.status === 503
      return isLater ? laterOf(response) : { kind: 'answer', response }
    } catch (error) {
      // The caller aborted it.
      if (init.signal?.aborted && (error as Error | null)?.name !== 'TimeoutError') throw error
      return unreachable
    }
  }
  return {
    base: base.href,
    locate,
    send,
    post: (path, body, token) => send(locate(path), initOf(timeout, body, token)),
  }
}

/** The options of a GET, or of a POST of JSON. `timeout`: in milliseconds. */
export function initOf(timeout: number, body?: object, token?: string): FetchInit {
  return {
    signal: AbortSignal.timeout(timeout),
    ...(body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    }),
  }
}

/** With a last slash, so that paths resolve below it. Only the web has origins that can be compared (token leak). */
function readBase(url: string | undefined): URL {
  if (url === undefined || !/^\s*https?:/i.test(url)) throw new TypeError(`url: ${url} is neither http nor https`)
  const base = new URL(url)
  return new URL(base.pathname.replace(/\/?$/, '/'), base)
}

/** `/orders/` is below the base; `//host/` names another host. */
function relativeTo(path: string | UrlLike): string {
  return typeof path === 'string' ? path.replace(/^\/(?![/\\])/, './') : path.href
}

/** An answer of the server that is not a refusal, with its body. */
export interface Answered {
  readonly body: Readonly<Record<string, unknown>>
  readonly response: FetchResponse
}

/** Reads the body of an answer of Latchkey's endpoints: `read` says what it means. What is no answer stays what it is. */
export async function readAnswer<Other extends { readonly kind: string }, Read>(
  outcome: { readonly kind: 'answer'; readonly response: FetchResponse } | Other,
  read: (answer: Answered) => Read,
): Promise<Read | Refused | Later | Exclude<Other, { readonly kind: 'answer' }>> {
  if (outcome.kind !== 'answer') return outcome as Exclude<Other, { readonly kind: 'answer' }>
  const { response } = outcome as { readonly response: FetchResponse }
  const { status } = response
  if (status >= 500) return laterOf(response)
  const body = await readJson(response)
  return response.ok ? read({ body, response }) : { kind: 'refused', status, body }
}

/** The body as a JSON object, or an empty object. */
export async function readJson(response: FetchResponse): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json().catch(() => {})
  return { ...(body as object) }
}

/**
 * Whether a 401 is about something other than the session's token: the user has to show more (RFC 9470), or what they
 * showed was wrong. A new token would change nothing about it. The code is in the body, which a page can read of another
 * origin, too.
 */
export async function asksForMore(response: FetchResponse): Promise<boolean> {
  if (!response.headers.get('Content-Type')?.includes('json')) return false
  const { code } = await readJson(response.clone())
  return /^(?:reauthentication|mfa|passkey)_/.test(String(code))
}
