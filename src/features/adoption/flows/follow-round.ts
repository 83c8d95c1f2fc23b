/**
 * One round of following: from one snapshot of Django's database, groups, the users of buckets whose digest changed, new
 * spent tokens and the highest id that Django ever gave. Afterwards both sides are the same as of that moment.
 */
import type { UserId } from '../../../kernel/user-id.ts'
import type { AdoptedGroup, UserRange } from '../adopted-user.ts'
import type { DjangoReader, UserBucket } from '../django-database.ts'
import { type AdoptionParts, type FollowedRound, isMissing, type RefusedUser } from '../parts.ts'
import { type Applying, startApplying, type Totals } from './apply-changes.ts'
import { compareUsers, usersHere, walkUsers } from './compare-users.ts'
import { changeState, createRenewal, renewWork } from './hold-work.ts'
import { followSpentTokens, rememberPlace, type SpentMemory } from './spent-tokens.ts'

type Digest = Awaited<ReturnType<DjangoReader['digests']>>[number]

/** What a process remembers between its rounds; digests mean nothing to another one. */
export interface FollowMemory {
  /** By the name of the bucket; `undefined`: all users have to be compared. */
  digests: ReadonlyMap<string, Digest> | undefined
  /** As they were told last. */
  groups: string | undefined
  spent: SpentMemory
  /** When Django's list of outstanding tokens was last asked, in ms since 1970. */
  expiryAt: number
}

export function newMemory(spentTo: string | undefined): FollowMemory {
  return { digests: undefined, groups: undefined, spent: rememberPlace(spentTo), expiryAt: 0 }
}

/** Changes the memory. Throws WorkLost, DjangoUnavailable and what Latchkey's store throws; the next round makes up for it. */
export async function followRound(parts: AdoptionParts, memory: FollowMemory): Promise<FollowedRound> {
  const { clock, django } = parts
  await renewWork(parts)
  const at = clock.now()
  const read = await django.snapshot(async reader => {
    const groups = await followGroups(parts, reader, memory)
    const totals = await followUsers(parts, reader, memory)
    const { spent, place, memory: spentMemory } = await followSpentTokens(parts, reader, memory.spent)
    memory.spent = spentMemory
    await raiseIds(parts, reader)
    return { groups, totals, spent, place, expiry: await latestExpiry(parts, reader, memory) }
  })
  const { totals, place, expiry, groups, spent } = read
  const isSame = !totals.refused.some(isMissing)
  await changeState(parts, state => ({
    ...state,
    spentTo: place,
    followedAt: isSame ? at : state.followedAt,
    foreignTokensUntil: Math.max(state.foreignTokensUntil ?? 0, expiry),
  }))
  return { ...totals, at, groups, spent, took: clock.now() - at }
}

/** A newcomer here must not get the id of a user whom Django deleted: that user's tokens would open the account. */
export async function raiseIds({ store }: Pick<AdoptionParts, 'store'>, reader: DjangoReader): Promise<void> {
  const highest = await reader.highestUserId()
  if (highest !== undefined) await store.raiseIdsAbove(highest)
}

const expiryEveryMs = 60_000

/**
 * In ms since 1970. Since SimpleJWT 5.2 rotated tokens are not listed as outstanding, so what Django may have given out up
 * to now counts as well.
 */
export async function latestExpiry(
  { clock, foreignLifetime }: Pick<AdoptionParts, 'clock' | 'foreignLifetime'>,
  reader: DjangoReader,
  memory: Pick<FollowMemory, 'expiryAt'>,
): Promise<number> {
  const now = clock.now()
  const byLifetime = now + foreignLifetime * 1000
  if (now - memory.expiryAt < expiryEveryMs) return byLifetime
  memory.expiryAt = now
  return Math.max(byLifetime, ((await reader.lastForeignExpiry()) ?? 0) * 1000)
}

export async function followGroups(
  { store, clock, worker }: AdoptionParts,
  reader: DjangoReader,
  memory: Pick<FollowMemory, 'groups'>,
): Promise<number> {
  const groups = await reader.groups()
  const spelled = spellGroups(groups)
  if (spelled === memory.groups) return 0
  const changed = await store.applyGroups(groups, clock.now(), worker)
  memory.groups = spelled
  return changed
}

export function spellGroups(groups: readonly AdoptedGroup[]): string {
  return JSON.stringify(groups.map(({ name, permissions }) => [name, permissions]))
}

async function followUsers(parts: AdoptionParts, reader: DjangoReader, memory: FollowMemory): Promise<Totals> {
  const digests = new Map((await reader.digests()).map(digest => [digest.name, digest]))
  const state = await parts.store.state()
  const applying = startApplying(parts, state?.followedAt ?? state?.copiedAt ?? state?.since)
  const before = memory.digests
  // What is written in part is compared again if this round fails.
  memory.digests = undefined
  if (before === undefined) await compareAll(parts, reader, applying)
  else await compareBuckets(parts, reader, { buckets: changedBuckets(before, digests), applying })
  const totals = await applying.end()
  memory.digests = withoutBucketsOf(totals.refused, digests)
  return totals
}

async function compareAll(parts: AdoptionParts, reader: DjangoReader, applying: Applying): Promise<void> {
  const renew = createRenewal(parts)
  for await (const { there, here, done } of walkUsers(reader, parts.store)) {
    await renew()
    await applying.add(compareUsers(there, here))
    parts.report.progress('comparing users', done)
  }
}

interface Comparing {
  readonly buckets: readonly UserBucket[]
  readonly applying: Applying
}

async function compareBuckets(parts: AdoptionParts, reader: DjangoReader, { buckets, applying }: Comparing) {
  for (const { name, from, to } of buckets) {
    const there = await reader.usersIn({ name, from, to })
    await applying.add(compareUsers(there, await usersHere(parts.store, { from, to })))
  }
}

/** Also those that have no users any more. */
function changedBuckets(before: ReadonlyMap<string, Digest>, now: ReadonlyMap<string, Digest>): readonly UserBucket[] {
  const gone = [...before.values()].filter(({ name }) => !now.has(name))
  const changed = [...now.values()].filter(({ name, digest }) => before.get(name)?.digest !== digest)
  return [...gone, ...changed]
}

/** Users that could not be written are tried again in the next round. */
function withoutBucketsOf(refused: readonly RefusedUser[], digests: ReadonlyMap<string, Digest>) {
  const missing = refused.filter(isMissing)
  if (missing.length === 0) return digests
  const isOfRefused = (bucket: UserRange) => missing.some(({ id }) => isIn(bucket, id))
  return new Map([...digests].map(([name, each]) => [name, isOfRefused(each) ? { ...each, digest: '' } : each]))
}

export function isIn({ from, to }: UserRange, id: UserId): boolean {
  return (from === undefined || from <= id) && (to === undefined || id <= to)
}
