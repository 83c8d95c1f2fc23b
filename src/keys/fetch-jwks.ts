/**
 * Fetches a published set of keys. The URL comes from the settings or from a discovery document, never from a token
 * (SSRF), and no redirect is followed. The publisher is not trusted with our memory or our time: the body is read up to
 * a limit, and one that drips in is cut off with the whole request.
 */
import type { Fetch } from '../kernel/platform-fetch.ts'

export type FetchedJwks =
  /** `freshMs`: how long the publisher allows the set to be kept, if it says so. */
  | { readonly outcome: 'fetched'; readonly keys: readonly unknown[]; readonly freshMs: number | undefined }
  | { readonly outcome: 'failed'; readonly reason: FetchFailure }

export type FetchFailure = 'unreachable' | 'timeout' | 'redirect' | `status_${number}` | 'too_large' | 'no_jwk_set'

const timeoutMs = 10_000
const largestSet = 262_144

export async function fetchJwks(fetch: Fetch, url: string): Promise<FetchedJwks> {
  try {
    const headers = { accept: 'application/json, application/jwk-set+json' }
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) {
      await response.body?.cancel()
      return failed(isRedirect(response) ? 'redirect' : `status_${response.status}`)
    }
    const text = await readText(response)
    if (text === undefined) return failed('too_large')
    const keys = keysIn(text)
    return keys === undefined
      ? failed('no_jwk_set')
      : { outcome: 'fetched', keys, freshMs: freshMsOf(response.headers) }
  } catch (error) {
    return failed(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable')
  }
}

function failed(reason: FetchFailure): FetchedJwks {
  return { outcome: 'failed', reason }
}

function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400)
}

async function readText({ body }: Response): Promise<string | undefined> {
  if (body === null) return ''
  // As a reader: not every runtime can iterate over a stream.
  const reader = body.getReader()
  // A byte order mark is no part of JSON, and stays.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let text = ''
  let length = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    length += chunk.value.length
    if (length > largestSet) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(chunk.value, { stream: true })
  }
  return text + decoder.decode()
}

function keysIn(text: string): readonly unknown[] | undefined {
  try {
    const set: unknown = JSON.parse(text)
    const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
    return Array.isArray(keys) ? keys : undefined
  } catch {
    return undefined
  }
}

/** RFC 9111: `max-age`, less the time that the answer spent in caches on the way. */
function freshMsOf(headers: Headers): number | undefined {
  const said = headers.get('cache-control') ?? ''
  if (/\bno-(store|cache)\b/i.test(said)) return 0
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(said)?.[1]
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? 0
  return maxAge === undefined ? undefined : Math.max(0, Number(maxAge) - Number(age)) * 1000
}
