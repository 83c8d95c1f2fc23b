/**
 * What a presented refresh or sliding token is worth while Django shares the tokens: rules 1 and 3 of the bridge. SimpleJWT
 * knows a token as blacklisted or not. A session here knows its current token and the one before. Django copies our `sid`
 * into the tokens that it hands out, so a session's token may be one that this house has never seen.
 *
 * Trusts that the signature was checked, and that the session is this user's and alive.
 */
import { decideRotation } from '../../../sessions/rotation.ts'
import type { Session } from '../../../sessions/session.ts'
import type { PresentedToken } from '../../../tokens/presented-token.ts'

/**
 * `as_known`: what the store says of it counts. `spent`: refused, and nothing ends. `follow`: Django put it in the place of
 * the current one. `unknown`: only Django could tell.
 */
export type Judgement = 'as_known' | 'spent' | 'follow' | 'unknown'

export type OwnSession = Pick<Session, 'endedAt' | 'current' | 'previous'>

interface Known {
  readonly session: OwnSession
  readonly presented: PresentedToken
  readonly now: number
  /** In ms. */
  readonly grace: number
  /** The ids of both tokens that Django blacklisted; `undefined`: it could not be asked. */
  readonly spentAtDjango: ReadonlySet<string> | undefined
}

/** Where a session's current token is the only one that counts. */
export function judgeOfSession({ session, presented, now, grace, spentAtDjango }: Known): Judgement {
  const { jti } = presented
  const { current } = session
  const here = decideRotation(session, jti, now, grace).kind
  if (here === 'gone') return 'as_known'
  if (here === 'rotated') return spentAtDjango?.has(jti) === true ? 'spent' : 'as_known'
  // Our own rotation blacklisted the one before at Django, so that says nothing; but a lost answer is given again only as
  // long as its token is good.
  if (here === 'forgiven') return spentAtDjango?.has(current.jti) === true ? 'spent' : 'as_known'
  if (spentAtDjango === undefined) return 'unknown'
  const isSuccessor = spentAtDjango.has(current.jti) && !spentAtDjango.has(jti)
  return isSuccessor && isLaterThan(presented, current) ? 'follow' : 'as_known'
}

/**
 * A successor is not older than what it replaced. Older tokens of the session, from before Django was told of rotations, are
 * unknown there and may not take its place (replay). SimpleJWT before 5.0 leaves `iat` as it was, and sets `exp` anew.
 */
function isLaterThan({ iat, exp, type }: PresentedToken, current: Session['current']): boolean {
  const outlivesIt = exp + clockSkew >= current.exp
  // An access token that does not say what it is expires long before.
  if (type === undefined) return outlivesIt
  return outlivesIt || (iat ?? 0) + clockSkew >= current.iat
}

/** What the clocks of two machines may differ by, in seconds. */
const clockSkew = 60
