/**
 * A session in HttpOnly cookies: the browser stores them, and no script can read them (XSS). Whose they are, the server
 * says with every sign-in and refresh. A request that is sent again names its user, and the server refuses it under
 * another user's cookies, so a sign-in in another tab at any moment changes nothing.
 */
import { singleFlight } from '../kernel/single-flight.ts'
import { readEntry } from './enter.ts'
import { createFactorEntries } from './factor-entries.ts'
import { type Locks, withLock } from './locks.ts'
import { createMailEntries } from './mail-entries.ts'
import { laterOf, type Renewal } from './outcome.ts'
import type { Api, Sent } from './send.ts'
import type { Entered, Session } from './session.ts'
import { type SessionPaths, userHeader } from './wire.ts'

interface Parts {
  readonly api: Api
  readonly paths: SessionPaths
  readonly locks: Locks | undefined
  readonly lockName: string
}

export function createCookieSession({ api, paths, locks, lockName }: Parts): Session {
  // Counts the known changes of the cookies. A page that was just opened may already have some.
  let generation = 0
  let canBeSignedIn = true
  let signIns = 0
  let person: string | undefined

  const post = (path: string, body: object = {}) => api.post(path, body, { credentials: 'include' })

  async function exchange(): Promise<Renewal> {
    const sent = await post(paths.refresh)
    if (sent.kind === 'later') return sent
    canBeSignedIn = sent.response.status !== 401
    if (!canBeSignedIn) return { kind: 'signed_out' }
    if (!sent.response.ok) return laterOf(sent.response)
    generation += 1
    person = sent.response.headers.get(userHeader) ?? person
    return { kind: 'fresh' }
  }

  async function enter(sent: Sent, isLogin = true): Promise<Entered> {
    const entry = await readEntry(sent)
    if (entry.kind !== 'answered') return entry
    const named = sent.kind === 'answer' ? sent.response.headers.get(userHeader) : null
    // An account that has to prove its address, or to add a second factor, first.
    if (!isLogin && named === null) return { kind: 'entered', user: entry.user, isSignedIn: false }
    generation += 1
    signIns += 1
    person = named ?? `sign-in ${signIns}`
    canBeSignedIn = true
    return { kind: 'entered', user: entry.user, isSignedIn: true }
  }

  return {
    current: () => (canBeSignedIn ? { key: String(generation), person, signIns } : undefined),
    authorize(headers, user, time) {
      if (time === 'again' && user.person !== undefined) headers.set(userHeader, user.person)
    },
    isForAnother: sent =>
      sent.kind === 'answer' && sent.response.status === 412 && sent.response.headers.has(userHeader),
    credentials: 'include',
    token: () => undefined,
    isAging: () => false,
    renew: singleFlight(() => withLock(locks, lockName, exchange)),
    // The answer brought the cookies, and what was shown is of one user: it is the same one.
    adopt() {
      generation += 1
      return canBeSignedIn
    },
    // The token of the sign-in is in a cookie.
    ...createFactorEntries({ paths, post, enter, waiting: () => undefined }),
    ...createMailEntries({ paths, post, enter }),
    login: async credentials => await enter(await post(paths.login, credentials)),
    register: async registration => await enter(await post(paths.register, registration), false),
    async logout() {
      const sent = await post(paths.logout)
      if (sent.kind === 'later') return sent
      if (!sent.response.ok && sent.response.status !== 401) return laterOf(sent.response)
      canBeSignedIn = false
      person = undefined
      signIns += 1
      return { kind: 'signed_out' }
    },
  }
}
