/** A session in HttpOnly cookies: the browser stores them, and no script can read them (XSS). */
import { singleFlight } from '../kernel/single-flight.ts'
import { readEntry } from './enter.ts'
import { type Locks, withLock } from './locks.ts'
import { laterOf, type Renewal } from './outcome.ts'
import type { Api, Sent } from './send.ts'
import type { Entered, Session } from './session.ts'
import { cookiePaths } from './wire.ts'

interface Parts {
  readonly api: Api
  readonly locks: Locks | undefined
  readonly lockName: string
}

export function createCookieSession({ api, locks, lockName }: Parts): Session {
  // Counts the known changes of the cookies. A page that was just opened may already have some.
  let generation = 0
  let canBeSignedIn = true
  let person = 0

  const post = (path: string, body: object = {}) => api.post(path, body, 'include')

  async function exchange(): Promise<Renewal> {
    const sent = await post(cookiePaths.refresh)
    if (sent.kind === 'later') return sent
    canBeSignedIn = sent.response.status !== 401
    if (!canBeSignedIn) return { kind: 'signed_out' }
    if (!sent.response.ok) return laterOf(sent.response)
    generation += 1
    return { kind: 'fresh' }
  }

  async function enter(sent: Sent): Promise<Entered> {
    const entry = await readEntry(sent)
    if (entry.kind !== 'answered') return entry
    generation += 1
    person += 1
    canBeSignedIn = true
    return { kind: 'entered', user: entry.user, isSignedIn: true }
  }

  return {
    current: () => (canBeSignedIn ? String(generation) : undefined),
    person: () => person,
    authorize() {},
    credentials: 'include',
    isAging: () => false,
    renew: singleFlight(() => withLock(locks, lockName, exchange)),
    login: async credentials => await enter(await post(cookiePaths.login, credentials)),
    register: async registration => await enter(await post(cookiePaths.register, registration)),
    async logout() {
      const sent = await post(cookiePaths.logout)
      if (sent.kind === 'later') return sent
      if (!sent.response.ok && sent.response.status !== 401) return laterOf(sent.response)
      canBeSignedIn = false
      person += 1
      return { kind: 'signed_out' }
    },
  }
}
