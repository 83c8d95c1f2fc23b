/**
 * Fills in the keys of lists beside the searched texts (search-keys-schema.ts) for accounts that are older than that step:
 * in batches, beside what a node serves. Until a fact says that none is left, lists look up `users` itself.
 */
import { type Connection, firstOf, isAny } from './connection.ts'
import { writeFact } from './facts.ts'

/** Remembers that they are there, as they stay: triggers keep them. */
export function createKeyCheck(on: Connection): () => Promise<boolean> {
  let areFilled = false
  return async () => {
    areFilled ||= await isAny(on.query(filled))
    return areFilled
  }
}

/** What fails is left to the next start. */
export function fillSearchKeys(on: Connection): { stop(): Promise<void> } {
  let isStopped = false
  const fill = async () => {
    if (await isAny(on.query(filled))) return
    let last: unknown
    do {
      const row = await firstOf(last === undefined ? on.query(fillFirst) : on.query(fillNext, [last]))
      last = row?.last
    } while (last !== undefined && !isStopped)
    if (last === undefined) await writeFact(on, 'search_keys', 'filled')
  }
  const filling = fill().catch(() => {})
  return {
    async stop() {
      isStopped = true
      await filling
    },
  }
}

const filled = "SELECT FROM facts WHERE name = 'search_keys'"

const batch = 500

/** An account that changes meanwhile has its keys by its trigger, which is why a row is asked again once it is locked. */
const fillBatch = (after: string) => `
  WITH part AS (SELECT user_id FROM user_search ${after} ORDER BY user_id LIMIT ${batch}),
  keyed AS (
    UPDATE user_search s SET login = u.login, date_joined = u.date_joined, last_login = u.last_login,
      is_active = u.is_active, is_staff = u.is_staff, is_superuser = u.is_superuser, email_verified = u.email_verified
    FROM users u WHERE u.id = s.user_id AND s.login IS NULL AND s.user_id IN (SELECT user_id FROM part))
  SELECT user_id AS last FROM part ORDER BY user_id DESC LIMIT 1`
const fillFirst = fillBatch('')
const fillNext = fillBatch('WHERE user_id > $1')
