/**
 * Compares both sides: counts, groups, a digest of each bucket of users, spent tokens and stored hashes. What is different
 * is looked at again, as Django goes on while it is read. Nothing is written, and no hash leaves it.
 */
import { createHash, type Hash } from 'node:crypto'
import type { UserId } from '../../../kernel/user-id.ts'
import type { PasswordHasher } from '../../../ports/password-hasher.ts'
import type { Random } from '../../../ports/random.ts'
import type { SessionStore } from '../../../sessions/store.ts'
import type { AdoptedUser, SpentToken } from '../adopted-user.ts'
import { differingMembers, digestUser } from '../canonical-user.ts'
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionParts } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import { compareUsers, walkUsers } from './compare-users.ts'
import { spellGroups } from './follow-round.ts'
import { rest } from './rest.ts'

export interface Verified {
  readonly isSame: boolean
  readonly users: { readonly django: number; readonly latchkey: number }
  readonly groups: { readonly django: number; readonly latchkey: number; readonly isSame: boolean }
  readonly buckets: { readonly count: number; readonly different: readonly DifferentBucket[] }
  /** Of all buckets, in hex. */
  readonly digests: { readonly django: string; readonly latchkey: string }
  /** Those that were looked at again and are different still. */
  readonly differences: { readonly count: number; readonly first: readonly UserDifference[] }
  /**
   * Accounts that one side deleted, and that stay at the other without a way in, as data of an application refers to them: here,
   * or, after the switch, at Django.
   */
  readonly kept: readonly UserId[]
  /** Of Django's list, chosen at random: how many of them are spent here, too. */
  readonly spentTokens: { readonly checked: number; readonly unknownHere: number }
  readonly hashes: readonly HashCount[]
}

export interface DifferentBucket {
  readonly name: string
  readonly django: string
  readonly latchkey: string
}

export interface UserDifference {
  readonly id: UserId
  /** Members by name; never their values. */
  readonly differs:
    | 'only at Django'
    | 'inactive, only at Django'
    | 'only at Latchkey'
    | 'inactive, only at Latchkey'
    | readonly string[]
}

export interface HashCount {
  /** What stands before the first `$`; `!`: an unusable password. */
  readonly format: string
  readonly count: number
  /** How many of them a login can be checked against. */
  readonly readable: number
}

export interface Verifying {
  readonly sessions: Pick<SessionStore, 'factsOf'>
  readonly hasher: Pick<PasswordHasher, 'canVerify'>
  readonly random: Pick<Random, 'bytes'>
}

const tokensChecked = 100
const mostNamed = 20

export async function verifyAdoption(parts: AdoptionParts, verifying: Verifying): Promise<Verified> {
  const seen = await parts.django.snapshot(async reader => {
    const users = await compareEvery(parts, reader, verifying)
    const groups = await reader.groups()
    return { ...users, groups, sample: await sampleSpent(parts, reader, verifying) }
  })
  const groups = await parts.store.groups()
  const found = await lookAgain(parts, seen.different)
  const state = await parts.store.state()
  const [kept, differences] = [found.filter(isKeptIn(state)), found.filter(each => !isKeptIn(state)(each))]
  const groupsAreSame = spellGroups(groups) === spellGroups(seen.groups)
  const unknownHere = await countUnknown(verifying, seen.sample)
  return {
    // After the switch, Django is asked about each token, and its list is not followed any more.
    isSame: differences.length === 0 && groupsAreSame && (unknownHere === 0 || state?.phase === 'switched'),
    users: seen.counts,
    groups: { django: seen.groups.length, latchkey: groups.length, isSame: groupsAreSame },
    buckets: seen.buckets.count === 0 ? { count: 0, different: [] } : seen.buckets,
    digests: seen.digests,
    differences: { count: differences.length, first: differences.slice(0, mostNamed) },
    kept: kept.map(({ id }) => id),
    spentTokens: { checked: seen.sample.length, unknownHere },
    hashes: seen.hashes,
  }
}

async function compareEvery(parts: AdoptionParts, reader: DjangoReader, { hasher }: Verifying) {
  const sides = { django: createDigests(), latchkey: createDigests() }
  const hashes = countHashes(hasher)
  const counts = { django: 0, latchkey: 0 }
  const different: UserId[] = []
  for await (const { there, here, done } of walkUsers(reader, parts.store)) {
    for (const user of there) sides.django.add(user)
    for (const user of here) sides.latchkey.add(user)
    for (const { password } of here) hashes.add(password.reveal())
    counts.django += there.length
    counts.latchkey += here.length
    const { put, gone } = compareUsers(there, here)
    different.push(...put.map(({ id }) => id), ...gone)
    parts.report.progress('comparing users', done)
  }
  const [django, latchkey] = [sides.django.end(), sides.latchkey.end()]
  const names = [...new Set([...django.buckets.keys(), ...latchkey.buckets.keys()])]
  const buckets = names.map(name => ({
    name,
    django: django.buckets.get(name) ?? '',
    latchkey: latchkey.buckets.get(name) ?? '',
  }))
  return {
    counts,
    different,
    buckets: { count: names.length, different: buckets.filter(each => each.django !== each.latchkey) },
    digests: { django: django.whole, latchkey: latchkey.whole },
    hashes: hashes.end(),
  }
}

function createDigests() {
  const buckets = new Map<string, Hash>()
  return {
    add(user: AdoptedUser) {
      const name = bucketOf(user.id)
      const digest = buckets.get(name) ?? createHash('sha256')
      buckets.set(name, digest.update(digestUser(user)))
    },
    end() {
      const ended = new Map([...buckets].map(([name, digest]) => [name, digest.digest('hex')]))
      const whole = createHash('sha256')
      for (const [name, digest] of ended) whole.update(`${name} ${digest}\n`)
      return { buckets: ended, whole: whole.digest('hex') }
    },
  }
}

/** Its own, as the digests of Django's side mean nothing here: a thousand numbers, or the first three digits of a UUID. */
function bucketOf(id: UserId): string {
  if (typeof id === 'string') return `${id.slice(0, 3)}...`
  const first = Math.floor(id / 1000) * 1000
  return `${first} to ${first + 999}`
}

function countHashes(hasher: Pick<PasswordHasher, 'canVerify'>) {
  const counts = new Map<string, { count: number; readable: number }>()
  return {
    add(stored: string) {
      const format = formatOf(stored)
      const known = counts.get(format) ?? { count: 0, readable: 0 }
      known.count += 1
      if (hasher.canVerify(stored)) known.readable += 1
      counts.set(format, known)
    },
    end: (): readonly HashCount[] =>
      [...counts].map(([format, each]) => ({ format, ...each })).sort((one, other) => other.count - one.count),
  }
}

/** Never a part of a digest: a hash without a name of its format is `other`. */
export function formatOf(stored: string): string {
  if (stored === '') return 'none'
  if (stored.startsWith('!')) return '!'
  const [name = '', rest] = stored.split('$', 2)
  if (rest !== undefined && /^[a-z0-9_]{1,40}$/.test(name)) return name
  return 'other'
}

function isKeptIn(state: AdoptionState | undefined) {
  const isWrittenHere = state?.phase === 'switched' || state?.phase === 'finished'
  return ({ differs }: UserDifference): boolean =>
    differs === 'inactive, only at Latchkey' || (isWrittenHere && differs === 'inactive, only at Django')
}

/** What is different only because it changed while it was read is the same a moment later. */
async function lookAgain(parts: AdoptionParts, different: readonly UserId[]): Promise<readonly UserDifference[]> {
  let left: readonly UserId[] = different
  let found: readonly UserDifference[] = []
  for (let round = 0; round < 3 && left.length > 0; round += 1) {
    if (round > 0) await rest(parts, 1000)
    found = await parts.django.snapshot(reader => describeDifferences(parts, reader, left))
    left = found.map(({ id }) => id)
    // As many as that are no passing difference, and each takes a question.
    if (left.length > 1000) return found
  }
  return found
}

async function describeDifferences(
  { store }: Pick<AdoptionParts, 'store'>,
  reader: DjangoReader,
  ids: readonly UserId[],
): Promise<readonly UserDifference[]> {
  const found: UserDifference[] = []
  for (const id of ids) {
    const [there] = await reader.usersIn({ name: String(id), from: id, to: id })
    const [here] = await store.usersBetween({ from: id, to: id }, 1)
    if (there === undefined && here === undefined) continue
    if (here === undefined)
      found.push({ id, differs: there?.isActive === false ? 'inactive, only at Django' : 'only at Django' })
    else if (there === undefined)
      found.push({ id, differs: here.isActive ? 'only at Latchkey' : 'inactive, only at Latchkey' })
    else {
      const differs = differingMembers(there, here)
      if (differs.length > 0) found.push({ id, differs })
    }
  }
  return found
}

/** Reservoir sampling: each token of the list is as likely as any other. */
async function sampleSpent({ clock }: AdoptionParts, reader: DjangoReader, { random }: Verifying) {
  const sample: SpentToken[] = []
  let seen = 0
  let after: string | undefined
  for (;;) {
    const page = await reader.spentTokens(after, 2000, Math.floor(clock.now() / 1000))
    for (const token of page.tokens) {
      seen += 1
      const at = sample.length < tokensChecked ? sample.length : Math.floor(randomFraction(random) * seen)
      if (at < tokensChecked) sample[at] = token
    }
    if (!page.hasMore) return sample
    after = page.place
  }
}

function randomFraction({ bytes }: Pick<Random, 'bytes'>): number {
  const [one = 0, two = 0, three = 0, four = 0] = bytes(4)
  return (((one * 256 + two) * 256 + three) * 256 + four) / 2 ** 32
}

async function countUnknown({ sessions }: Verifying, sample: readonly SpentToken[]): Promise<number> {
  let unknown = 0
  for (const { jti, exp } of sample) {
    const facts = await sessions.factsOf({ presented: { jti, iat: undefined, exp }, sid: undefined, user: undefined })
    if (!facts.isSpent) unknown += 1
  }
  return unknown
}
