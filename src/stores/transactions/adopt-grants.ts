/** What accounts that are adopted are granted, and by which accounts of providers they are found. */
import type { AdoptedUser } from '../../features/adoption/adopted-user.ts'
import type { Pair } from './adopted-pair.ts'
import { createGroup, type Doing } from './groups.ts'
import type { Steps, Tx } from './transaction.ts'

const nothing: Pick<AdoptedUser, 'groups' | 'permissions' | 'socialAccounts'> = {
  groups: [],
  permissions: [],
  socialAccounts: [],
}

/** The names of what differs. */
export function grantDifferences(before: AdoptedUser, after: AdoptedUser): readonly string[] {
  return [
    ...(isSame(before.groups, after.groups) ? [] : ['groups']),
    ...(isSame(before.permissions, after.permissions) ? [] : ['permissions']),
    ...(isSame(before.socialAccounts.map(textOf), after.socialAccounts.map(textOf)) ? [] : ['socialAccounts']),
  ]
}

type Social = AdoptedUser['socialAccounts'][number]

function textOf({ provider, subject, email }: Social): string {
  return JSON.stringify([provider, subject, email])
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index])
}

export function* changeGrants(tx: Tx, pairs: readonly Pair[], doing: Doing): Steps<void> {
  const changes = pairs.map(({ before, after }) => ({ userId: after.id, before: before?.user ?? nothing, after }))
  const each = <T>(list: (change: (typeof changes)[number]) => readonly T[]) => changes.flatMap(list)
  const left = each(({ userId, before, after }) =>
    without(before.groups, after.groups).map(group => ({ group, userId })),
  )
  const joined = each(({ userId, before, after }) =>
    without(after.groups, before.groups).map(group => ({ group, userId })),
  )
  if (left.length > 0) yield* tx.removeMemberships(left)
  if (joined.length > 0) {
    for (const group of new Set(joined.map(({ group }) => group))) yield* createGroup(tx, group, doing)
    yield* tx.addMemberships(joined)
  }
  const lost = each(({ userId, before, after }) =>
    without(before.permissions, after.permissions).map(permission => ({ permission, userId })),
  )
  const gained = each(({ userId, before, after }) =>
    without(after.permissions, before.permissions).map(permission => ({ permission, userId })),
  )
  if (lost.length > 0) yield* tx.removeGrants(lost)
  if (gained.length > 0) yield* tx.addGrants(gained)
  yield* changeSocialAccounts(tx, changes, doing.now)
}

function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Set(others)
  return some.filter(each => !left.has(each))
}

interface Change {
  readonly userId: AdoptedUser['id']
  readonly before: Pick<AdoptedUser, 'socialAccounts'>
  readonly after: Pick<AdoptedUser, 'socialAccounts'>
}

/** Those that go first: an account of a provider may have changed hands. */
function* changeSocialAccounts(tx: Tx, changes: readonly Change[], now: number): Steps<void> {
  const differing = changes.filter(
    ({ before, after }) => !isSame(before.socialAccounts.map(textOf), after.socialAccounts.map(textOf)),
  )
  if (differing.length === 0) return
  const gone = differing.flatMap(({ before, after }) => {
    const kept = new Set(after.socialAccounts.map(textOf))
    return before.socialAccounts.filter(account => !kept.has(textOf(account)))
  })
  const added = differing.flatMap(({ userId, before, after }) => {
    const known = new Set(before.socialAccounts.map(textOf))
    return after.socialAccounts.filter(account => !known.has(textOf(account))).map(account => ({ ...account, userId }))
  })
  yield* tx.removeSocialAccounts([...gone, ...added])
  if (added.length > 0) yield* tx.addSocialAccounts(added, now)
}
