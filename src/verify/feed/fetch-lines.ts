/**
 * Asks the issuer, and reads what it answers line by line. The address comes from the options, never from a token (SSRF);
 * no redirect is followed, since the secret would go along; and the issuer is not trusted with our memory or our time: an
 * answer is read up to a limit, and one that falls silent is cut off.
 */
import type { Fetch } from '../../kernel/platform-fetch.ts'
import type { Timer } from '../../ports/timer.ts'

export interface FeedRequest {
  readonly url: string
  readonly token: string
  readonly cursor: string | undefined
  /** In seconds: the answer stays open. */
  readonly wait: number
  /** Cuts it off from outside. */
  readonly signal: AbortSignal
  /** Is told of all that comes. */
  readonly moved?: () => void
}

/** Why the feed could not be read. `reason` is for the log. */
export class FeedFailure extends Error {
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(`the revocation feed could not be read: ${reason}`, { cause })
    this.reason = reason
  }
}

/** In ms. */
const longestSilence = 5000
const longestAnswer = 30_000
const largestAnswer = 64 * 1024 * 1024

/** Throws FeedFailure. */
export async function* fetchLines(fetch: Fetch, timer: Timer, request: FeedRequest): AsyncGenerator<string> {
  const cut = new AbortController()
  const stop = (reason: string) => cut.abort(new FeedFailure(reason))
  const onAbort = () => stop('closed')
  request.signal.addEventListener('abort', onAbort, { once: true })
  if (request.signal.aborted) onAbort()
  let cancelSilence = timer.after(longestSilence, () => stop('timeout'))
  const cancelAll = timer.after(longestAnswer + request.wait * 1000, () => stop('timeout'))
  try {
    const response = await fetch(addressOf(request), {
      headers: { authorization: `Bearer ${request.token}`, accept: 'application/json' },
      redirect: 'manual',
      signal: cut.signal,
    })
    if (!response.ok) throw new FeedFailure(refusalOf(response))
    yield* linesOf(response, () => {
      request.moved?.()
      cancelSilence()
      cancelSilence = timer.after(longestSilence, () => stop('timeout'))
    })
  } catch (error) {
    const reason: unknown = cut.signal.aborted ? cut.signal.reason : error
    throw reason instanceof FeedFailure ? reason : new FeedFailure('unreachable', error)
  } finally {
    cancelSilence()
    cancelAll()
    request.signal.removeEventListener('abort', onAbort)
    // What is left of the answer is read no more.
    cut.abort()
  }
}

function addressOf({ url, cursor, wait }: FeedRequest): string {
  const address = new URL(url)
  if (cursor !== undefined) address.searchParams.set('cursor', cursor)
  if (cursor !== undefined && wait > 0) address.searchParams.set('wait', String(wait))
  return address.href
}

function refusalOf({ type, status }: Response): string {
  return type === 'opaqueredirect' || (status >= 300 && status < 400) ? 'redirect' : `status_${status}`
}

/** What stands behind the last line break is a line, too. */
async function* linesOf(response: Response, onBytes: () => void) {
  const decoder = new TextDecoder()
  let rest = ''
  let size = 0
  for await (const bytes of bytesOf(response)) {
    onBytes()
    size += bytes.length
    if (size > largestAnswer) throw new FeedFailure('too_large')
    const pieces = decoder.decode(bytes, { stream: true }).split('\n')
    const last = pieces.pop() ?? ''
    for (const piece of pieces) {
      const line = rest + piece
      rest = ''
      if (line !== '') yield line
    }
    rest += last
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

/** By a reader: not every runtime can iterate over a stream. */
async function* bytesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  if (reader === undefined) return
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value
}
