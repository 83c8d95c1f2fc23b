/**
 * Sends a request as the signed-in user: refreshes an aging token first, and retries once after a 401. Tabs share the
 * tokens or the cookies, so another user may sign in while a request waits: it then goes out no more.
 */
import type { FetchResponse, PlatformUrl, UrlLike } from '../kernel/platform-fetch.ts'
import { type Renewal, type RequestOutcome, signedOut } from './outcome.ts'
import { type Api, asksForMore, type RequestOptions, type Sent } from './send.ts'
import type { Session, SignedInUser } from './session.ts'

export type Request = (path: string | UrlLike, init?: RequestOptions) => Promise<RequestOutcome>

export function createRequest(api: Api, session: Session): Request {
  return async (path, init = {}) => {
    const url = api.locate(path)
    init.signal?.throwIfAborted()
    const asked = session.current()
    // A change is made for a user who is known: the 401 does not say who had signed in when it was sent.
    const isFirstChange = asked !== undefined && asked.person === undefined && isChange(init)
    if (isFirstChange || (asked !== undefined && session.isAging?.())) {
      // The token may still be valid, so only a definite `signed_out` stops the request.
      const renewal = await renew(init)
      if (renewal.kind === 'signed_out' && !isFirstChange) return renewal
    }
    const used = session.current()
    if (!isSamePerson(asked, used) && !isFirstChange) return replaced(used)
    const first = await attempt(url, init, used)
    if (first.kind === 'later' || first.response.status !== 401) return first
    if (await asksForMore(first.response)) return first
    return used === undefined
      ? { ...signedOut, response: first.response }
      : await retry(url, init, used, first.response)
  }

  async function retry(
    url: PlatformUrl,
    init: RequestOptions,
    used: SignedInUser,
    refused: FetchResponse,
  ): Promise<RequestOutcome> {
    // Another call may have replaced the credentials already.
    const renewal = session.current()?.key === used.key ? await renew(init) : ({ kind: 'signed_in' } as const)
    if (renewal.kind === 'later') return renewal
    const next = session.current()
    if (renewal.kind === 'signed_out' || next === undefined) return { ...signedOut, response: refused }
    if (!isSamePerson(used, next)) return { ...replaced(next), response: refused }
    // The first attempt consumed the stream, so only the caller can send it again.
    const isUnknown = used.person === undefined && isChange(init)
    if (init.body instanceof ReadableStream || isUnknown) return { kind: 'later', retryAfter: 0, response: refused }
    await refused.body?.cancel()
    const second = await attempt(url, init, next, 'again')
    return session.isForAnother?.(second) ? replaced(next) : second
  }

  /** Who aborts no longer waits for the refresh, which goes on for the others. */
  function renew({ signal }: RequestOptions): Promise<Renewal> {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
    return Promise.race([aborted, session.renew()])
  }

  async function attempt(url: PlatformUrl, init: RequestOptions, as?: SignedInUser, time?: 'again'): Promise<Sent> {
    const headers = new Headers(init.headers)
    if (as !== undefined) session.authorize(headers, as, time)
    return await api.send(url, { ...init, headers })
  }
}

/** A page that has not asked who is signed in makes its request for the user of the cookies. */
function isSamePerson(asked: SignedInUser | undefined, next: SignedInUser | undefined): boolean {
  if (asked === undefined || next === undefined) return asked === next
  return asked.person === undefined ? asked.signIns === next.signIns : asked.person === next.person
}

function replaced(next: SignedInUser | undefined): Extract<RequestOutcome, { readonly kind: 'signed_out' }> {
  return next === undefined ? signedOut : { ...signedOut, signedInAs: 'another_user' }
}

function isChange({ method = 'GET' }: RequestOptions): boolean {
  return !/^(?:get|head|options)$/i.test(method)
}
