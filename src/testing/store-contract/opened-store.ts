/** An empty store, and the rows that the contract's tests build in it. */
import type { TestContext } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Revocation } from '../../sessions/revocation.ts'
import type { LogoutAttempt, RotationAttempt, SessionStart } from '../../sessions/store.ts'
import type { Store } from '../../store.ts'
import type { StoreSettings } from '../../stores/store-settings.ts'
import type { TokenStamp } from '../../tokens/minted-token.ts'
import type { NewUser, User } from '../../users/user.ts'

/** A store for the contract, and how to close it. */
export interface OpenedStore extends Store {
  /** Deletes a user's row directly, bypassing the port. */
  deleteUser(id: User['id']): Promise<void>
  /** Statements apart by semicolons, bypassing the port; `unguarded`: and the triggers that guard the audit table. */
  runSql(sql: string, how?: 'unguarded'): Promise<void>
  /**
   * Makes two tables of an application, as its migrations would: `shelves` (id, name) and `books` (id, title unique, price
   * by default `0.00`, lent by default false, shelf referring to shelves or null). Ids are given by the store. A
   * deferred key is looked at when a transaction ends, as Django declares every key.
   */
  createBookTables(key?: 'immediate' | 'deferred'): Promise<void>
  /** Another node: a store with its own connections on the same database. Absent where one process has the database. */
  openPeer?(): Promise<Store>
}

/**
 * Opens an empty store, deleted after the test. Access tokens live 15 minutes in it, refresh tokens 7 days, unless the
 * settings differ.
 */
export type OpenStore = (t: TestContext, settings?: Partial<StoreSettings>) => Promise<OpenedStore>

/** When the contract's tests begin, in ms; half a second past a full second. */
export const now = 1_768_478_400_500
export const nowSeconds = 1_768_478_400
export const origin = { address: '192.0.2.1', userAgent: 'contract' }
export const grace = 10_000
export const minute = 60_000
export const oldHash = new Secret('argon2$old')
export const newHash = new Secret('argon2$new')

export async function addUser(store: Pick<Store, 'users'>, email: string, about: Partial<NewUser> = {}): Promise<User> {
  const saved = await store.users.create({
    email,
    dateJoined: parseInstant('2026-01-15T12:00:00.123456Z'),
    password: oldHash,
    ...about,
  })
  if (saved.outcome !== 'saved') throw new Error(`${email} is taken`)
  return saved.user
}

/** Everything in the revocation log that is kept at `at`, page by page. */
export async function revocationsOf({ sessions }: Pick<Store, 'sessions'>, at = 0): Promise<readonly Revocation[]> {
  const found: Revocation[] = []
  for (let page = await sessions.revokedSince(undefined, at); ; page = await sessions.revokedSince(page.cursor, at)) {
    found.push(...page.revocations)
    if (page.isLast) return found
  }
}

/** The stamp of a refresh token, named by its jti. */
export function stamp(jti: string, at: number = now): TokenStamp {
  const iat = Math.floor(at / 1000)
  return { jti, iat, exp: iat + 7 * 86_400 }
}

/** A login of the user; its session is named `sid`, its first refresh token `${sid}-1`. */
export function beginning(user: Pick<User, 'id'>, sid: string, more: Partial<SessionStart> = {}): SessionStart {
  const begun = { sid, userId: user.id, stamp: stamp(`${sid}-1`), tokensUntil: now + 15 * minute, now, origin }
  return { ...begun, factors: ['password'], ...more }
}

/** A refresh by the first user of the store, that presents the jti `from` and would replace it by `to`. */
export function refreshing(sid: string, from: string, to: string, more: Partial<RotationAttempt> = {}) {
  const at = more.now ?? now
  return {
    sid,
    userId: 1,
    presented: stamp(from),
    next: stamp(to, at),
    tokensUntil: at + 15 * minute,
    now: at,
    grace,
    authority: 'session',
    replayEndsSession: true,
    origin,
    ...more,
  } satisfies RotationAttempt
}

/** A logout by the first user of the store. */
export function leaving(sid: string, jti: string, more: Partial<LogoutAttempt> = {}): LogoutAttempt {
  return { sid, userId: 1, jti, now, grace, acceptsOlder: false, ...more }
}
