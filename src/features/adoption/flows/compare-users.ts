/** What is different between Django's users and those here. Nothing is written. */
import type { UserId } from '../../../kernel/user-id.ts'
import type { AdoptedUser, UserRange } from '../adopted-user.ts'
import { differingMembers } from '../canonical-user.ts'
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionStore } from '../store.ts'

export interface Difference {
  /** As Django has them, where that is not how they are here. */
  readonly put: readonly AdoptedUser[]
  /** Here, and not at Django. */
  readonly gone: readonly UserId[]
}

export function compareUsers(there: readonly AdoptedUser[], here: readonly AdoptedUser[]): Difference {
  const known = new Map(here.map(user => [user.id, user]))
  const put = there.filter(user => {
    const own = known.get(user.id)
    known.delete(user.id)
    return own === undefined || differingMembers(user, own).length > 0
  })
  return { put, gone: [...known.keys()] }
}

export interface Stretch {
  readonly there: readonly AdoptedUser[]
  readonly here: readonly AdoptedUser[]
  /** How many of Django's were read so far. */
  readonly done: number
}

export const usersOfPage = 2000

/** All users of both sides, in the order of their ids, stretch by stretch. No id is in two of them. */
export async function* walkUsers(
  reader: DjangoReader,
  store: Pick<AdoptionStore, 'usersBetween'>,
): AsyncGenerator<Stretch> {
  let after: UserId | undefined
  for (let done = 0; ; ) {
    const there = await reader.usersAfter(after, usersOfPage)
    const isLast = there.length < usersOfPage
    const last = there.at(-1)?.id
    done += there.length
    const here = await usersHere(store, { from: after, to: isLast ? undefined : last }, after)
    yield { there, here, done }
    if (isLast) return
    after = last
  }
}

/** All of that range but `except`: however many there are, as Django may have lost them. */
export async function usersHere(
  store: Pick<AdoptionStore, 'usersBetween'>,
  range: UserRange,
  except?: UserId,
): Promise<readonly AdoptedUser[]> {
  const found: AdoptedUser[] = []
  for (let from = range.from; ; ) {
    const page = await store.usersBetween({ ...range, from }, usersOfPage)
    // The range begins with the one that was read last.
    found.push(...page.filter(({ id }) => id !== except && id !== found.at(-1)?.id))
    const last = page.at(-1)?.id
    if (page.length < usersOfPage || last === undefined) return found
    from = last
  }
}
