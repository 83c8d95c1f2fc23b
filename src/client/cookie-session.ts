/**
 * A session in HttpOnly cookies: the browser stores them, and no script can read them (XSS). Whose they are, the server
 * says with every sign-in and refresh. A request that is sent again names its user, and the server refuses it under
 * another user's cookies, so a sign-in in another tab at any moment changes nothing.
 */
import { singleFlight } from '../kernel/single-flight.ts'
import { readEntry } from './enter.ts'
import { createFactorEntries } from './factor-entries.ts'
import { createKnownUser } from './known-user.ts'
import { inTurn, type Turns } from './locks.ts'
import { createMailEntries } from './mail-entries.ts'
import { laterOf, type Renewal } from './outcome.ts'
import type { Api, Sent } from './send.ts'
import type { Entered, Session } from './session.ts'
import { type SessionPaths, userHeader } from './wire.ts'

interface Parts {
  readonly api: Api
  readonly paths: SessionPaths
  readonly turns: Turns
}

export function createCookieSession({ api, paths, turns }: Parts): Session {
  let onElsewhere = () => {}
  const known = createKnownUser(turns.lockName, () => onElsewhere())
  const found = (): Renewal => ({ kind: known.current() ? 'fresh' : 'signed_out' })
  const post = (path: string, body: object = {}) => api.post(path, body, { credentials: 'include' })

  async function exchange(): Promise<Renewal> {
    const before = known.changes()
    const sent = decided(await post(paths.refresh))
    // What was learned meanwhile, here or in another tab, is newer than this answer.
    if (known.changes() !== before) return found()
    if (sent.kind === 'later') return sent
    const { response } = sent
    const isSignedIn = response.ok
    const person = response.headers.get(userHeader) ?? known.current()?.person
    known.learn({ isSignedIn, person })
    return found()
  }

  async function renew(): Promise<Renewal> {
    const before = known.changes()
    return await inTurn(turns, () => (known.changes() === before ? undefined : found()), exchange)
  }

  async function enter(sent: Sent, isLogin = true): Promise<Entered> {
    const entry = await readEntry(sent)
    if (entry.kind !== 'answered') return entry
    const named = entry.response.headers.get(userHeader)
    // An account that has to prove its address, or to add a second factor, first.
    const isSignedIn = isLogin || named !== null
    if (isSignedIn) known.learn({ isSignedIn, person: named ?? `sign-in ${known.changes()}`, isSignIn: true })
    return { kind: 'entered', user: entry.user, isSignedIn }
  }

  const submit = async (path: string, body: object) => await enter(await post(path, body))

  return {
    current: known.current,
    authorize(headers, user, time) {
      if (time === 'again' && user.person !== undefined) headers.set(userHeader, user.person)
    },
    isForAnother: sent =>
      sent.kind === 'answer' && sent.response.status === 412 && sent.response.headers.has(userHeader),
    credentials: 'include',
    token: () => undefined,
    isAging: () => false,
    renew: singleFlight(renew),
    onElsewhere(listener) {
      onElsewhere = listener
    },
    // The answer brought the cookies, and what was shown is of one user: it is the same one.
    adopt() {
      const user = known.current()
      if (user !== undefined) known.learn({ isSignedIn: true, person: user.person })
      return user !== undefined
    },
    // The token of the sign-in is in a cookie.
    ...createFactorEntries({ paths, submit, waiting: () => undefined }),
    ...createMailEntries({ paths, post, submit }),
    login: credentials => submit(paths.login, credentials),
    register: async registration => await enter(await post(paths.register, registration), false),
    async logout() {
      const sent = decided(await post(paths.logout))
      if (sent.kind === 'later') return sent
      known.learn({ isSignedIn: false, isSignIn: true })
      return { kind: 'signed_out' }
    },
  }
}

/** Only success and 401 say something about the session. */
function decided(sent: Sent): Sent {
  const isOpen = sent.kind === 'answer' && !sent.response.ok && sent.response.status !== 401
  return isOpen ? laterOf(sent.response) : sent
}
