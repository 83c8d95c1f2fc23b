/**
 * The day since 1970 until which the row of a session is kept: the one column with an index that a refresh may change, and
 * it does so once a day. Whole days, so that what may go is found by the index alone, whatever else ends on that day.
 */
export const dayMs = 86_400_000

export function dayOf(moment: number): number {
  return Math.floor(moment / dayMs)
}

/** `exp` in seconds, as in the token; `tokensUntil` in ms. */
export function keepDayOf(exp: number, tokensUntil: number): number {
  return dayOf(Math.max(exp * 1000, tokensUntil))
}

/** For how many days longer the text of a user agent is kept: a session may be extended without its being written. */
export const agentMarginDays = 30
