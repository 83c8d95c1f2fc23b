/** How far an adoption is, by what Latchkey's own database knows. */
import type { AdoptionParts } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import type { Backlog } from '../store.ts'
import { lagOf } from './switch-authority.ts'

export interface AdoptionStatus {
  /** `undefined`: nothing was begun. */
  readonly state: AdoptionState | undefined
  readonly users: number
  readonly backlog: Backlog
  /** How old what is here is, in ms, while Django is in charge; `undefined` where no follower has run. */
  readonly lagMs: number | undefined
  /** The process that is at work now. */
  readonly worker: string | undefined
}

export async function adoptionStatus({
  store,
  clock,
}: Pick<AdoptionParts, 'store' | 'clock'>): Promise<AdoptionStatus> {
  const [state, users, backlog] = await Promise.all([store.state(), store.countUsers(), store.backlog()])
  const now = clock.now()
  const isFollowed = state?.phase === 'following' || state?.phase === 'switching'
  return {
    state,
    users,
    backlog,
    lagMs: state !== undefined && isFollowed ? lagOf(state, now) : undefined,
    worker: state?.worker !== undefined && state.worker.until > now ? state.worker.id : undefined,
  }
}
