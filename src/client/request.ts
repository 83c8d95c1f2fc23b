/**
 * Sends a request as the signed-in user: refreshes an aging token first, and retries once after a 401. Tabs share the
 * tokens or the cookies, so another user may sign in while a request waits: it then goes out no more.
 */
import type { PlatformUrl, UrlLike } from '../kernel/platform-fetch.ts'
import { type Renewal, type RequestOutcome, signedIn, signedOut } from './outcome.ts'
import { type Api, asksForMore, type RequestOptions, type Sent } from './send.ts'
import type { Session, SignedInUser } from './session.ts'
import { userHeader } from './wire.ts'

export type Request = (path: string | UrlLike, init?: RequestOptions) => Promise<RequestOutcome>

export function createRequest(api: Api, session: Session): Request {
  return async (path, init = {}) => {
    const url = api.locate(path)
    init.signal?.throwIfAborted()
    const asked = session.current()
    // A change is made for a user who is known: the 401 does not say who had signed in when it was sent.
    const isFirstChange = isChangeOfUnknown(asked, init)
    if (isFirstChange || session.isAging?.()) {
      // The token may still be valid, so only a definite `signed_out` stops the request.
      const renewal = await renew(init)
      if (renewal.kind === 'signed_out' && !isFirstChange) return renewal
    }
    const used = session.current()
    if (!isSamePerson(asked, used) && !isFirstChange) return signedOutBefore(used)
    const first = await attempt(url, init, used, false)
    const { response } = first
    if (response?.status !== 401 || (await asksForMore(response))) return first
    if (used === undefined) return { ...signedOut, response }
    // Another call may have replaced the credentials already.
    const renewal = session.current()?.key === used.key ? await renew(init) : signedIn
    if (renewal.kind === 'later') return renewal
    const next = renewal.kind === 'signed_in' ? session.current() : undefined
    if (!isSamePerson(used, next)) return { ...signedOutBefore(next), response }
    // The first attempt consumed the stream, so only the caller can send it again.
    if (init.body instanceof ReadableStream || isChangeOfUnknown(used, init))
      return { kind: 'later', retryAfter: 0, response }
    await response.body?.cancel()
    const second = await attempt(url, init, next, true)
    const isForAnother = second.response?.status === 412 && second.response.headers.has(userHeader)
    return isForAnother ? signedOutBefore(next) : second
  }

  /** Who aborts no longer waits for the refresh, which goes on for the others. */
  function renew({ signal }: RequestOptions): Promise<Renewal> {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
    return Promise.race([aborted, session.renew()])
  }

  async function attempt(
    url: PlatformUrl,
    init: RequestOptions,
    as: SignedInUser | undefined,
    isAgain: boolean,
  ): Promise<Sent> {
    const headers = new Headers(init.headers)
    if (as !== undefined) session.authorize(headers, as, isAgain)
    return await api.send(url, { ...init, headers })
  }
}

/** A page that has not asked who is signed in makes its request for the user of the cookies. */
function isSamePerson(asked: SignedInUser | undefined, next: SignedInUser | undefined): boolean {
  if (asked === undefined || next === undefined) return asked === next
  return asked.person === undefined ? asked.signIns === next.signIns : asked.person === next.person
}

function signedOutBefore(next: SignedInUser | undefined): Extract<RequestOutcome, { readonly kind: 'signed_out' }> {
  return next === undefined ? signedOut : { ...signedOut, signedInAs: 'another_user' }
}

function isChangeOfUnknown(user: SignedInUser | undefined, { method = 'GET' }: RequestOptions): boolean {
  return user !== undefined && user.person === undefined && !/^(?:get|head|options)$/i.test(method)
}
