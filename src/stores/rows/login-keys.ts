/**
 * The login column, by which accounts are looked up, follows the settings. If the account model or the folding of
 * addresses has changed since the last start, all keys are rewritten in one transaction.
 */
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import { type LoginCollision, LoginCollisionError } from '../errors.ts'
import type { Row } from './row.ts'

/** Increase it when `loginKey` maps more names to one key than before. */
const foldingVersion = 4

/** What the keys in a database were made by. */
export function loginRuleOf({ accounts, emailCase, usernameForm, usernameCase }: LoginSettings): string {
  return `${accounts}/${accounts === 'email' ? emailCase : `${usernameForm} ${usernameCase}`}/${foldingVersion}`
}

/** The keys of these users, in their order. Throws LoginCollisionError. */
export function loginKeysOf(settings: LoginSettings, users: readonly Row[]): readonly string[] {
  const keys = users.map(row => accountKey(settings, { email: String(row.email), username: String(row.username) }))
  const collisions = findCollisions(users, keys)
  if (collisions.length > 0) throw new LoginCollisionError(collisions)
  return keys
}

/** Also a single account without a name: it could never log in again. */
function findCollisions(users: readonly Row[], keys: readonly string[]): readonly LoginCollision[] {
  const byKey = Map.groupBy(users.keys(), index => keys[index] ?? '')
  return [...byKey].flatMap(([login, indexes]) => {
    if (indexes.length === 1 && login !== '') return []
    return [{ login, accounts: indexes.map(index => describe(users[index])) }]
  })
}

function describe(row: Row | undefined): string {
  return `${row?.email || row?.username || 'no name'} (id ${row?.id})`
}
