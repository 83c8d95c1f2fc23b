/** A database id: an integer, or a UUID as text where ids are UUIDs. On the wire of a token it is always text. */
export type UserId = number | string

const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const canonicalDecimal = /^(0|-?[1-9]\d{0,15})$/

/**
 * The id that a `user_id` claim names: a safe integer, its canonical decimal text, or a UUID in lower case with dashes.
 * Which of them this installation gives is the store's business: the other kind finds nobody. Everything else names nobody:
 * no coercion of `true`, `" 1 "` or `1.0` text, which the reference takes for 1.
 */
export function parseUserId(claim: unknown): UserId | undefined {
  if (typeof claim === 'number') return Number.isSafeInteger(claim) ? claim : undefined
  if (typeof claim !== 'string') return undefined
  if (canonicalUuid.test(claim)) return claim
  if (!canonicalDecimal.test(claim)) return undefined
  const id = Number(claim)
  return Number.isSafeInteger(id) ? id : undefined
}
