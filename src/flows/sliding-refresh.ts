/** A sliding token is renewed in place: its id and the end of its renewals stay, so nothing is written. */
import type { Needs } from '../system.ts'
import { renewSliding } from '../tokens/derive.ts'
import type { MintedToken } from '../tokens/minted-token.ts'
import { signToken } from '../tokens/sign.ts'
import { slidingToken } from '../tokens/sliding.ts'
import type { User } from '../users/user.ts'
import { openRefresh } from './open-refresh.ts'
import { type GateParts, passGate, passGateAgain } from './pass-gate.ts'
import { requireUserOf } from './refresh.ts'
import { renewClaims } from './renew-claims.ts'
import { accountIdOf } from './user-status.ts'

type Parts = GateParts &
  Needs<'tokens' | 'settings' | 'clock' | 'random' | 'keyring' | 'sessions' | 'tokenSessions' | 'groups' | 'events'>

export interface SlidingRefreshed {
  readonly user: User
  readonly token: MintedToken
}

/** Throws `token_not_valid` (also for one that has expired already), `no_active_account_for_token`. */
export async function slidingRefresh(system: Parts, raw: string): Promise<SlidingRefreshed> {
  const opened = await openRefresh(system, raw, slidingToken)
  const user = await requireUserOf(system, opened)
  const entry = { row: 'token_obtain_sliding' }
  const { session } = opened
  if (session === undefined) await passGate(system, { user, factor: 'adopted' }, entry)
  else await passGateAgain(system, { user, session }, entry)
  system.events.emit({ name: 'refresh.renewed', userId: user.id, sid: opened.sid })
  const { claims } = await renewClaims(system, opened, user)
  const renewed = renewSliding(system, claims, { accountId: accountIdOf(system.settings, user) })
  return { user, token: await signToken(system, renewed) }
}
