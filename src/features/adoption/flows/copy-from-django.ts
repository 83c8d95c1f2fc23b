/**
 * Copies a Django into this database: groups, users, spent tokens, and the ids that Django has given already. All is read
 * from one snapshot. A copy that was stopped goes on after the last user that is here; what changed at Django since is
 * found by the follower, which compares all users once.
 */
import type { UserId } from '../../../kernel/user-id.ts'
import type { AdoptedUser } from '../adopted-user.ts'
import { AdoptionError } from '../adoption-error.ts'
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionParts, RefusedUser } from '../parts.ts'
import type { AdoptionState, DjangoMapping } from '../state.ts'
import { startApplying, type Totals } from './apply-changes.ts'
import { usersOfPage } from './compare-users.ts'
import { findOwnAccounts, type OwnAccount } from './find-own-accounts.ts'
import { type FollowMemory, latestExpiry, newMemory, raiseIds, spellGroups } from './follow-round.ts'
import { changeState, patienceMs, requirePlace, stopped, takeWork } from './hold-work.ts'
import { followSpentTokens } from './spent-tokens.ts'

export interface Copied {
  /** `already`: it was copied before, and nothing was done. */
  readonly kind: 'copied' | 'resumed' | 'already'
  readonly state: AdoptionState
  readonly users: number
  readonly groups: number
  readonly spent: number
  readonly refused: readonly RefusedUser[]
  /** For rounds of following that come next in this process. */
  readonly memory: FollowMemory
}

export interface Copying {
  readonly mapping?: DjangoMapping | undefined
}

/** Throws AdoptionError: `adoption_other_place`, `adoption_own_accounts`, `adoption_busy`, `adoption_stopped`, `adoption_phase`. */
export async function copyFromDjango(parts: AdoptionParts, { mapping }: Copying): Promise<Copied> {
  const before = await parts.store.state()
  if (before !== undefined) requirePlace(parts, before)
  if (before !== undefined && before.phase !== 'copying') return copiedBefore(before)
  return await parts.django.snapshot(async reader => {
    if (before === undefined) await begin(parts, reader, mapping)
    else await takeWork(parts)
    return await copyAll(parts, reader, before)
  })
}

function copiedBefore(state: AdoptionState): Copied {
  const nothing = { users: 0, groups: 0, spent: 0, refused: [] }
  return { kind: 'already', state, ...nothing, memory: newMemory(state.spentTo) }
}

async function begin({ store, django, clock, worker }: AdoptionParts, reader: DjangoReader, mapping?: DjangoMapping) {
  const own = await findOwnAccounts(reader, store, mostNamed)
  if (own.length > 0) throw ownAccounts(own)
  const now = clock.now()
  const state: AdoptionState = {
    phase: 'copying',
    place: django.place,
    since: now,
    mapping,
    worker: { id: worker, until: now + patienceMs },
  }
  if (await store.setState(undefined, state)) return
  throw new AdoptionError('adoption_busy', 'Another process has begun a copy just now.', 'See: latchkey adopt status')
}

const mostNamed = 20

function ownAccounts(own: readonly OwnAccount[]): AdoptionError {
  const lines = own.map(({ user, there }) => `  id ${user.id}: ${nameOf(user)} here, ${describe(there)}`)
  const more = own.length === mostNamed ? ['  and perhaps more'] : []
  return new AdoptionError(
    'adoption_own_accounts',
    ['This database has accounts that are not the same at Django:', ...lines, ...more],
    [
      'Users have one home at a time, so they would be replaced or deleted. Adopt into an empty database,',
      'or delete them first: latchkey users delete NAME',
    ],
  )
}

function describe(there: AdoptedUser | undefined): string {
  return there === undefined ? 'no one there' : `${nameOf(there)} there`
}

function nameOf({ username, email }: AdoptedUser): string {
  return username === '' ? email : username
}

async function copyAll(parts: AdoptionParts, reader: DjangoReader, before: AdoptionState | undefined): Promise<Copied> {
  const memory = newMemory(undefined)
  const at = before?.since ?? parts.clock.now()
  const digests = before?.copiedTo === undefined ? await reader.digests() : undefined
  const groups = await reader.groups()
  await parts.store.applyGroups(groups, parts.clock.now(), parts.worker)
  memory.groups = spellGroups(groups)
  const users = await copyUsers(parts, reader, before?.copiedTo)
  const spent = await followSpentTokens(parts, reader, memory.spent)
  memory.spent = spent.memory
  await raiseIds(parts, reader)
  const expiry = await latestExpiry(parts, reader, memory)
  // With what was copied by an earlier process from an earlier snapshot, all has to be compared.
  if (digests !== undefined && users.refused.length === 0)
    memory.digests = new Map(digests.map(each => [each.name, each]))
  const state = await changeState(parts, ({ copiedTo: _, ...state }) => ({
    ...state,
    phase: 'following',
    since: parts.clock.now(),
    copiedAt: at,
    spentTo: spent.place,
    foreignTokensUntil: expiry,
  }))
  const kind = before === undefined ? 'copied' : 'resumed'
  return { kind, state, users: users.count, groups: groups.length, spent: spent.spent, refused: users.refused, memory }
}

const placeEveryMs = 500

async function copyUsers(
  parts: AdoptionParts,
  reader: DjangoReader,
  from: UserId | undefined,
): Promise<Pick<Totals, 'refused'> & { readonly count: number }> {
  const of = await reader.countUsers()
  const applying = startApplying(parts)
  let savedAt = parts.clock.now()
  let count = 0
  for await (const page of pagesAfter(reader, from)) {
    if (parts.signal?.aborted === true) throw stopped()
    await applying.add({ put: page, gone: [] })
    count += page.length
    parts.report.progress('users', count, of)
    if (parts.clock.now() - savedAt < placeEveryMs) continue
    savedAt = parts.clock.now()
    await applying.flush()
    await changeState(parts, state => ({ ...state, copiedTo: page.at(-1)?.id }))
  }
  const { refused } = await applying.end()
  return { count, refused }
}

/** The next page is read while this one is written. */
async function* pagesAfter(reader: DjangoReader, from: UserId | undefined): AsyncGenerator<readonly AdoptedUser[]> {
  let next = reader.usersAfter(from, usersOfPage)
  for (;;) {
    const page = await next
    if (page.length === 0) return
    const last = page.length < usersOfPage
    if (!last) {
      next = reader.usersAfter(page.at(-1)?.id, usersOfPage)
      // Its failure is thrown where it is awaited.
      next.catch(() => undefined)
    }
    yield page
    if (last) return
  }
}
