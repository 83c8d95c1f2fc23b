/** A database id: an integer, or text when ids are UUIDs. In a token it is always text. */
export type UserId = number | string

const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const canonicalDecimal = /^(0|-?[1-9]\d{0,15})$/

/**
 * The id that a `user_id` claim names: a safe integer, its canonical decimal text, or a UUID in lower case with dashes.
 * The store decides which kind this installation uses; the other kind finds no user. Everything else is `undefined`:
 * `true`, `" 1 "` and the text `1.0`, which SimpleJWT takes for 1, are not coerced.
 */
export function parseUserId(claim: unknown): UserId | undefined {
  if (typeof claim === 'number') return Number.isSafeInteger(claim) ? claim : undefined
  if (typeof claim !== 'string') return undefined
  if (canonicalUuid.test(claim)) return claim
  if (!canonicalDecimal.test(claim)) return undefined
  const id = Number(claim)
  return Number.isSafeInteger(id) ? id : undefined
}
