/** One request to the API, and nothing decided about it. */
import type { Later } from './outcome.ts'
import { laterOf, unreachable } from './outcome.ts'

export type Sent = { readonly kind: 'answer'; readonly response: Response } | Later

export interface Api {
  /** Where paths lead. Throws for another origin: a token must not go where somebody's link points. */
  locate(path: string | URL): URL
  send(url: URL, init: RequestInit): Promise<Sent>
  /** JSON to one of the API's own endpoints, which answers in time or counts as away. */
  post(path: string, body: object, credentials?: 'omit' | 'include'): Promise<Sent>
}

export interface ApiOptions {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  /** Milliseconds. */
  readonly timeout: number
}

export function createApi({ url, fetch, timeout }: ApiOptions): Api {
  const base = new URL(url)
  const locate = (path: string | URL) => {
    const target = new URL(path, base)
    if (target.origin !== base.origin) throw new TypeError(`${target.origin} is not ${base.origin}`)
    return target
  }
  const send = async (target: URL, init: RequestInit): Promise<Sent> => {
    try {
      const response = await fetch(target, init)
      const isLater = response.status === 429 || response.status === 503
      return isLater ? laterOf(response) : { kind: 'answer', response }
    } catch (error) {
      // Who called it off knows why.
      if (init.signal?.aborted === true && !isTimeout(error)) throw error
      return unreachable
    }
  }
  return {
    locate,
    send,
    post: (path, body, credentials = 'omit') =>
      send(locate(path), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        credentials,
        signal: AbortSignal.timeout(timeout),
      }),
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** The body as JSON, or nothing where it is none. */
export async function readJson(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json().catch(() => undefined)
  return typeof body === 'object' && body !== null ? { ...body } : {}
}
