/**
 * After the switch, requests that were under way at Django still end: for some seconds its spent tokens are read again, and
 * its users are looked at once more. Newcomers whom Django took in at the last moment come over; another change there is
 * reported, as Latchkey is in charge.
 */
import { instantOf } from '../../../kernel/instant.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import type { AdoptedUser } from '../adopted-user.ts'
import { differingMembers } from '../canonical-user.ts'
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionParts } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import { usersHere } from './compare-users.ts'
import { latestExpiry } from './follow-round.ts'
import { changeState, renewWork } from './hold-work.ts'
import { rest } from './rest.ts'
import { followSpentTokens, rememberPlace } from './spent-tokens.ts'

export interface AfterSwitch {
  /** Spent at Django meanwhile. */
  readonly spentLate: number
  readonly newcomersLate: number
  /** Changed at Django after the switch, and not here. */
  readonly changedLate: readonly UserId[]
}

const watchMs = 5000
const everyMs = 250

export async function readAfterSwitch(parts: AdoptionParts, state: AdoptionState): Promise<AfterSwitch> {
  const { clock, django } = parts
  const until = clock.now() + watchMs
  const changed = new Set<UserId>()
  let spentMemory = rememberPlace(state.spentTo)
  let digests: ReadonlyMap<string, string> | undefined
  let spentLate = 0
  let newcomersLate = 0
  for (;;) {
    await renewWork(parts)
    const isLast = clock.now() >= until
    const before = digests
    const round = await django.snapshot(async reader => {
      const spent = await followSpentTokens(parts, reader, spentMemory)
      const now = await reader.digests()
      // The first look has nothing to compare with; the last round of the switch was a moment before it.
      const buckets = before === undefined ? [] : now.filter(({ name, digest }) => before.get(name) !== digest)
      const late = []
      for (const { name, from, to } of buckets)
        late.push(...(await findLate(parts, await reader.usersIn({ name, from, to }))))
      return { spent, late, digests: new Map(now.map(({ name, digest }) => [name, digest])) }
    })
    spentMemory = round.spent.memory
    spentLate += round.spent.spent
    digests = round.digests
    newcomersLate += await takeIn(parts, state, round.late, changed)
    if (isLast || parts.signal?.aborted === true) break
    await rest(parts, everyMs)
  }
  await noteExpiry(parts)
  return { spentLate, newcomersLate, changedLate: [...changed] }
}

interface LateUser {
  readonly there: AdoptedUser
  readonly isHere: boolean
}

/** Those who log in at Django still are no news, and what Latchkey has to tell Django is different until it is told. */
async function findLate({ store }: AdoptionParts, there: readonly AdoptedUser[]): Promise<readonly LateUser[]> {
  const [first, last] = [there.at(0), there.at(-1)]
  if (first === undefined || last === undefined) return []
  const here = new Map((await usersHere(store, { from: first.id, to: last.id })).map(user => [user.id, user]))
  const jobs = await store.jobs(1000)
  const told = new Set(jobs.flatMap(job => (job.kind === 'user' ? [job.userId] : [])))
  return there.flatMap((user): readonly LateUser[] => {
    const own = here.get(user.id)
    if (told.has(user.id)) return []
    if (own === undefined) return [{ there: user, isHere: false }]
    const differs = differingMembers(user, own).filter(member => member !== 'lastLogin')
    return differs.length === 0 ? [] : [{ there: user, isHere: true }]
  })
}

/** Clocks of two machines are not the same. */
const clocksDifferMs = 60_000

async function takeIn(
  { store, clock, worker }: AdoptionParts,
  state: AdoptionState,
  late: readonly LateUser[],
  changed: Set<UserId>,
): Promise<number> {
  const since = instantOf(new Date(state.since - clocksDifferMs))
  const newcomers = late.filter(({ there, isHere }) => !isHere && there.dateJoined >= since).map(({ there }) => there)
  for (const { there, isHere } of late) if (isHere) changed.add(there.id)
  if (newcomers.length === 0) return 0
  const applied = await store.apply({ put: newcomers, gone: [], now: clock.now(), worker })
  for (const { id } of applied.refused) changed.add(id)
  return applied.created
}

async function noteExpiry(parts: AdoptionParts): Promise<void> {
  const expiry = await parts.django.snapshot((reader: DjangoReader) => latestExpiry(parts, reader, { expiryAt: 0 }))
  await changeState(parts, state => ({
    ...state,
    foreignTokensUntil: Math.max(state.foreignTokensUntil ?? 0, expiry),
  }))
}
