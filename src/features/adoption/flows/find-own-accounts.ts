/** Accounts that were here before: those that Django does not have, or that are another person's there. */
import type { AdoptedUser } from '../adopted-user.ts'
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionStore } from '../store.ts'
import { walkUsers } from './compare-users.ts'

export interface OwnAccount {
  readonly user: AdoptedUser
  /** What Django has under this id. */
  readonly there: AdoptedUser | undefined
}

/** At most `limit`. An account that is at Django too, by id and name or address, is the same: a copy was given up. */
export async function findOwnAccounts(
  reader: DjangoReader,
  store: Pick<AdoptionStore, 'usersBetween' | 'countUsers'>,
  limit: number,
): Promise<readonly OwnAccount[]> {
  if ((await store.countUsers()) === 0) return []
  const found: OwnAccount[] = []
  for await (const { there, here } of walkUsers(reader, store)) {
    const byId = new Map(there.map(user => [user.id, user]))
    for (const user of here) {
      const same = byId.get(user.id)
      if (!isSameAccount(user, same)) found.push({ user, there: same })
      if (found.length === limit) return found
    }
  }
  return found
}

function isSameAccount(here: AdoptedUser, there: AdoptedUser | undefined): boolean {
  return there !== undefined && here.username === there.username && (here.username !== '' || here.email === there.email)
}
