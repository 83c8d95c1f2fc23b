/** Accounts as a Django project has them, for the contract's tests of adoption. */
import type { AdoptedUser } from '../../features/adoption/adopted-user.ts'
import type { AdoptionPhase, AdoptionState } from '../../features/adoption/state.ts'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Store } from '../../store.ts'
import { now } from './opened-store.ts'

export const djangoHash = 'pbkdf2_sha256$260000$salt$aGFzaA=='

/** An account of Django's with that number. */
export function adopted(id: number, about: Partial<AdoptedUser> = {}): AdoptedUser {
  return {
    id,
    username: `user${id}`,
    email: `user${id}@example.com`,
    emailVerified: false,
    firstName: 'Ann',
    lastName: `Lee ${id}`,
    isActive: true,
    isStaff: false,
    isSuperuser: false,
    dateJoined: parseInstant('2020-02-29T23:59:59.123456Z'),
    lastLogin: null,
    password: new Secret(djangoHash),
    fields: {},
    groups: [],
    permissions: [],
    socialAccounts: [],
    ...about,
  }
}

export function inPhase(phase: AdoptionPhase, more: Partial<AdoptionState> = {}): AdoptionState {
  return { phase, place: 'db.example.com/shop', since: now, ...more }
}

/** Puts the store into that phase, on the way that adoptions take. */
export async function goTo({ adoption }: Pick<Store, 'adoption'>, phase: AdoptionPhase): Promise<void> {
  const done = await adoption.setState((await adoption.state())?.phase, inPhase(phase))
  if (!done) throw new Error('the phase was another one')
}

export async function allUsers({ adoption }: Pick<Store, 'adoption'>): Promise<readonly AdoptedUser[]> {
  return await adoption.usersBetween({}, 1000)
}

export async function apply(
  { adoption }: Pick<Store, 'adoption'>,
  put: readonly AdoptedUser[],
  gone: readonly number[] = [],
) {
  return await adoption.apply({ put, gone, now })
}
