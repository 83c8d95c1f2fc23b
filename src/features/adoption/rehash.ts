/**
 * Whether a hash that is another one can be that of the same password. Django makes it anew at a login, where the settings
 * name another hasher or another cost by then; nothing in the two hashes tells that from a new password of then.
 */
import type { Instant } from '../../kernel/instant.ts'
import type { AdoptedUser } from './adopted-user.ts'

type Hashed = Pick<AdoptedUser, 'password' | 'lastLogin'>

/**
 * A rehash has another algorithm or cost, and came with a login: `last_login` is later too. A new password of an account that
 * has the cost of today changes neither, and one of an account with an older cost changes only the first. Where Django does not write
 * `last_login` (SimpleJWT without UPDATE_LAST_LOGIN), its rehashes count as new passwords: too many sessions end then, and
 * none too few.
 */
export function isRehash(before: Hashed, after: Hashed): boolean {
  const [old, now] = [costOf(before.password.reveal()), costOf(after.password.reveal())]
  return old !== undefined && now !== undefined && old !== now && isEarlier(before.lastLogin, after.lastLogin)
}

/** Without the Z, as 12:00:59 comes before 12:00:59.5. */
function isEarlier(some: Instant | null, other: Instant | null): boolean {
  return other !== null && (some === null || some.slice(0, -1) < other.slice(0, -1))
}

/** The algorithm and its cost, as they are written in the hash. `undefined`: no password fits it. */
function costOf(hash: string): string | undefined {
  if (hash === '' || hash.startsWith('!')) return undefined
  const parts = hash.split('$')
  const [algorithm = ''] = parts
  const places = costs.find(([name]) => algorithm.startsWith(name))?.[1] ?? []
  return [algorithm, ...places.map(place => parts[place])].join('$')
}

/** Where in the hash its cost is, by the beginning of the algorithm's name. Those that are not here have none. */
const costs: readonly (readonly [name: string, places: readonly number[]])[] = [
  ['pbkdf2', [1]],
  ['argon2', [1, 2, 3]],
  ['bcrypt', [2, 3]],
  ['scrypt', [1, 3, 4]],
]
