/**
 * A session in HttpOnly cookies: the browser stores them, and no script can read them (XSS). Whose they are, the server
 * says with every sign-in and refresh. A request that is sent again names its user, and the server refuses it under
 * another user's cookies, so a sign-in in another tab at any moment changes nothing.
 */
import { createKnownUser } from './known-user.ts'
import { inTurn, type Turns } from './locks.ts'
import { laterOf, type Renewal, signedIn, signedOut } from './outcome.ts'
import type { Api, Sent } from './send.ts'
import type { Session } from './session.ts'
import { type SessionPaths, userHeader } from './wire.ts'

interface Parts {
  readonly api: Api
  readonly paths: SessionPaths
  readonly turns: Turns
}

export function createCookieSession({ api, paths, turns }: Parts, onElsewhere: () => void): Session {
  const known = createKnownUser(turns.name, onElsewhere)
  const found = (): Renewal => (known.current() ? signedIn : signedOut)

  async function exchange(): Promise<Renewal> {
    const before = known.changes()
    const sent = decided(await api.post(paths.refresh, {}))
    // What was learned meanwhile, here or in another tab, is newer than this answer.
    if (known.changes() !== before) return found()
    if (sent.kind === 'later') return sent
    const { ok: isSignedIn, headers } = sent.response
    known.learn({ isSignedIn, person: headers.get(userHeader) ?? known.current()?.person })
    return found()
  }

  async function renew(): Promise<Renewal> {
    const before = known.changes()
    return await inTurn(turns, () => (known.changes() === before ? undefined : found()), exchange)
  }

  return {
    current: known.current,
    authorize(headers, user, isAgain) {
      if (isAgain && user.person !== undefined) headers.set(userHeader, user.person)
    },
    renew,
    enter({ response }, isRegistration) {
      const named = response.headers.get(userHeader)
      // An account that has to prove its address, or to add a second factor, first.
      const isSignedIn = !isRegistration || named !== null
      if (isSignedIn) known.learn({ isSignedIn, person: named ?? `sign-in ${known.changes()}`, isSignIn: true })
      return isSignedIn
    },
    // The answer brought the cookies, and what was shown is of one user: it is the same one.
    adopt() {
      const user = known.current()
      if (user !== undefined) known.learn({ isSignedIn: true, person: user.person })
      return user !== undefined
    },
    async logout() {
      const sent = decided(await api.post(paths.logout, {}))
      if (sent.kind === 'later') return sent
      known.learn({ isSignedIn: false, isSignIn: true })
      return signedOut
    },
  }
}

/** Only success and 401 say something about the session. */
function decided(sent: Sent): Sent {
  const { response } = sent
  return response && !response.ok && response.status !== 401 ? laterOf(response) : sent
}
