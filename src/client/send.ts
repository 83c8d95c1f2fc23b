/** Sends one request to the API, without deciding about the session. */
import type { Later } from './outcome.ts'
import { laterOf, unreachable } from './outcome.ts'

export type Sent = { readonly kind: 'answer'; readonly response: Response } | Later

export interface Api {
  /** Resolves a path. Throws for another origin: a link must not send the token elsewhere (token leak). */
  locate(path: string | URL): URL
  send(url: URL, init: RequestInit): Promise<Sent>
  /** Posts JSON to one of Latchkey's endpoints; a timeout counts as unreachable. */
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
      // The caller aborted it.
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

/** The body as a JSON object, or an empty object. */
export async function readJson(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json().catch(() => undefined)
  return typeof body === 'object' && body !== null ? { ...body } : {}
}
