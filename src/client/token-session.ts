/** A session in tokens that the client stores. */
import type { Clock } from '../ports/clock.ts'
import { inTurn, type Turns } from './locks.ts'
import { type Later, laterOf, type Renewal, type SignedOut, signedIn, signedOut } from './outcome.ts'
import { readClaims } from './read-claims.ts'
import { type Api, readAnswer, readJson } from './send.ts'
import type { Session } from './session.ts'
import { lifetimeOf } from './token-lifetime.ts'
import type { Pair, SessionPaths } from './wire.ts'

/** Stores the token pair. Tabs may share a storage; it is read again before each refresh. */
export interface TokenStorage {
  load(): Pair | undefined
  /** `undefined` when the user signed out. */
  save(pair: Pair | undefined): void
  /** Calls back when another tab has changed what is stored. Without it, this tab learns of it with its next request. */
  subscribe?(listener: (before: Pair | undefined, after: Pair | undefined) => void): void
}

/** Lost with the page: no script of a later visit can read it. */
export function keepInMemory(): TokenStorage {
  let pair: Pair | undefined
  return {
    load: () => pair,
    save: next => {
      pair = next
    },
  }
}

interface Parts {
  readonly api: Api
  readonly paths: SessionPaths
  readonly storage: TokenStorage
  readonly clock: Clock
  readonly turns: Turns
}

/** A token is renewed in the last tenth of its lifetime, at most half a minute before it expires. */
const longestMargin = 30_000

export function createTokenSession(parts: Parts, onElsewhere: () => void): Session {
  const { storage, clock } = parts
  let received = ''
  let receivedAt = 0
  let refreshing: Promise<Renewal> | undefined

  storage.subscribe?.((before, after) => {
    if (personOf(before) !== personOf(after)) onElsewhere()
  })
  return {
    current() {
      const pair = storage.load()
      return pair && { key: pair.access, person: personOf(pair) }
    },
    claims: () => readClaims(storage.load()?.access ?? ''),
    // The token of the user that was compared: the storage may have another one by now.
    authorize: (headers, { key }) => headers.set('Authorization', `Bearer ${key}`),
    isAging() {
      const access = storage.load()?.access ?? ''
      if (received !== access) receivedAt = clock.now()
      received = access
      const lifetime = lifetimeOf(access)
      return lifetime > 0 && clock.now() - receivedAt > lifetime - Math.min(lifetime / 10, longestMargin)
    },
    renew() {
      refreshing = renewInTurn(parts)
      return refreshing
    },
    enter({ body }) {
      return keep(storage, readPair(body) ?? readPair(body.tokens))
    },
    adopt(user, body) {
      const person = personOf(storage.load())
      return person !== undefined && person === user?.person && keep(storage, readPair(body), person)
    },
    async logout() {
      // A running refresh brings a new refresh token, and that one must be revoked.
      await refreshing?.catch(() => {})
      return await logout(parts)
    },
  }
}

async function logout({ api, paths, storage }: Parts): Promise<SignedOut | Later> {
  const pair = storage.load()
  storage.save(undefined)
  if (pair === undefined) return signedOut
  const outcome = await readAnswer(await api.post(paths.logout, { refresh: pair.refresh }), () => signedOut)
  return outcome.kind === 'refused' ? signedOut : outcome
}

/** One refresh. Another tab may have done it already while this one waited for the lock. */
async function renewInTurn(parts: Parts): Promise<Renewal> {
  const { storage, turns } = parts
  const before = storage.load()
  if (before === undefined) return signedOut
  const find = (): Renewal | undefined => {
    const pair = storage.load()
    const isSame = pair?.refresh === before.refresh && pair.access === before.access
    return isSame ? undefined : pair ? signedIn : signedOut
  }
  // Tabs with tokens of their own, as in a sessionStorage, do not wait for each other.
  const name = `${turns.name} ${before.refresh.slice(-8)}`
  return await inTurn({ ...turns, name }, find, () => exchange(parts, before))
}

async function exchange({ api, paths, storage }: Parts, pair: Pair): Promise<Renewal> {
  const sent = await api.post(paths.refresh, { refresh: pair.refresh })
  if (sent.kind === 'later') return sent
  const { response } = sent
  const body = response.ok ? await readJson(response) : {}
  // The user signed in or out meanwhile: the refreshed pair is obsolete. Nothing is awaited between this and the save.
  const current = storage.load()
  if (current?.refresh !== pair.refresh) return current ? signedIn : signedOut
  if (keep(storage, readPair({ refresh: pair.refresh, ...body }), personOf(pair))) return signedIn
  if (response.status !== 401) return laterOf(response)
  storage.save(undefined)
  return signedOut
}

/** The user by the access token; by the sign-in where the token does not say. */
function personOf(pair: Pair | undefined): string | undefined {
  return pair && (userOf(pair.access) ?? pair.signIn ?? pair.refresh)
}

/** The first refresh token is different for each sign-in, and the pairs that follow keep it. `false`: there is no pair. */
function keep(storage: TokenStorage, pair: Pair | undefined, signIn?: string): boolean {
  if (pair) storage.save(userOf(pair.access) === undefined ? { ...pair, signIn: signIn ?? pair.refresh } : pair)
  return pair !== undefined
}

function userOf(access: string): string | undefined {
  const user = readClaims(access)?.user_id
  return typeof user === 'string' || typeof user === 'number' ? String(user) : undefined
}

export function readPair(value: unknown): Pair | undefined {
  // Whatever it is: what has no members becomes an object without any.
  const { access, refresh }: Readonly<Record<string, unknown>> = { ...(value as object) }
  return typeof access === 'string' && typeof refresh === 'string' ? { access, refresh } : undefined
}
