/** Sends a request as the signed-in user: refreshes an aging token first, and retries once after a 401. */
import type { RequestOutcome } from './outcome.ts'
import type { Api, Sent } from './send.ts'
import type { Session } from './session.ts'

export type Request = (path: string | URL, init?: RequestInit) => Promise<RequestOutcome>

export function createRequest(api: Api, session: Session): Request {
  return async (path, init = {}) => {
    const url = api.locate(path)
    if (session.current() !== undefined && session.isAging()) {
      // The token may still be valid, so only a definite `signed_out` stops the request.
      const renewal = await session.renew()
      if (renewal.kind === 'signed_out') return renewal
    }
    const [used, person] = [session.current(), session.person()]
    const first = await attempt(url, init)
    if (first.kind === 'later' || first.response.status !== 401) return first
    if (used === undefined) return { kind: 'signed_out', response: first.response }
    // Another call may have replaced the credentials already.
    const renewal = session.current() === used ? await session.renew() : ({ kind: 'fresh' } as const)
    if (renewal.kind === 'later') return renewal
    const isSamePerson = session.person() === person && session.current() !== undefined
    if (renewal.kind === 'signed_out' || !isSamePerson) return { kind: 'signed_out', response: first.response }
    // The first attempt consumed the stream, so it cannot be sent again.
    if (init.body instanceof ReadableStream) return first
    await first.response.body?.cancel()
    return await attempt(url, init)
  }

  async function attempt(url: URL, init: RequestInit): Promise<Sent> {
    const headers = new Headers(init.headers)
    session.authorize(headers)
    return await api.send(url, { credentials: session.credentials, ...init, headers })
  }
}
