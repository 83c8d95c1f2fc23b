/** What Django has not heard yet, told: spent tokens first, as they are what a thief waits for. */
import type { UserId } from '../../../kernel/user-id.ts'
import type { AdoptedUser, SpentToken } from '../adopted-user.ts'
import type { DjangoDatabase, WrittenUser } from '../django-database.ts'
import type { AdoptionState } from '../state.ts'
import type { AdoptionJob, AdoptionStore } from '../store.ts'

/** Algorithms, by Django's names, whose hashes Django verifies. */
export type DjangoHashers = readonly string[]

export interface Delivery {
  readonly adoption: Pick<AdoptionStore, 'usersBetween' | 'dropJobs'>
  readonly django: DjangoDatabase
  readonly state: AdoptionState
  readonly djangoHashers: DjangoHashers
}

/** Tells all of them, and drops each that was told. More than one node may tell the same at once. */
export async function deliverJobs(delivery: Delivery, jobs: readonly AdoptionJob[]): Promise<void> {
  await deliverSpent(delivery, jobs)
  await deliverRefusals(delivery, jobs)
  await deliverUsers(delivery, jobs)
}

async function deliverSpent({ adoption, django }: Delivery, jobs: readonly AdoptionJob[]): Promise<void> {
  const told = jobs.filter(job => job.kind === 'spent')
  if (told.length === 0) return
  const tokens = new Map<string, SpentToken>(told.map(({ token }) => [token.jti, token]))
  await django.spend([...tokens.values()])
  await adoption.dropJobs(told.map(({ id }) => id))
}

async function deliverRefusals({ adoption, django }: Delivery, jobs: readonly AdoptionJob[]): Promise<void> {
  for (const job of jobs) {
    if (job.kind !== 'refused-before') continue
    await django.spendTokensOf(job.userId, job.at)
    await adoption.dropJobs([job.id])
  }
}

/** All at once, or where Django refuses one of them, one by one, so that it does not hold up the others. */
async function deliverUsers(delivery: Delivery, jobs: readonly AdoptionJob[]): Promise<void> {
  const told = jobs.filter(job => job.kind === 'user')
  if (told.length === 0) return
  const ids = [...new Set(told.map(({ userId }) => userId))]
  const drop = (of: readonly UserId[]) =>
    delivery.adoption.dropJobs(told.filter(({ userId }) => of.includes(userId)).map(({ id }) => id))
  try {
    await putUsers(delivery, ids)
    await drop(ids)
  } catch (error) {
    if (ids.length === 1) throw error
    let refused: unknown
    for (const id of ids) {
      try {
        await putUsers(delivery, [id])
        await drop([id])
      } catch (cause) {
        refused ??= cause
      }
    }
    if (refused !== undefined) throw refused
  }
}

/**
 * As they are now, and once more where they have changed meanwhile: of two nodes that tell of the same user the later to
 * write may have been the earlier to read (lost update).
 */
async function putUsers(delivery: Delivery, ids: readonly UserId[]): Promise<void> {
  let written: string | undefined
  for (let round = 0; round < 5; round += 1) {
    const users = await readUsers(delivery, ids)
    const text = fingerprint(users)
    if (text === written) return
    written = text
    const present = users.filter(user => user !== undefined)
    const gone = ids.filter((_, index) => users[index] === undefined)
    await delivery.django.putUsers(present.map(toWritten(delivery)), gone)
  }
}

async function readUsers({ adoption }: Delivery, ids: readonly UserId[]): Promise<(AdoptedUser | undefined)[]> {
  return await Promise.all(ids.map(async id => (await adoption.usersBetween({ from: id, to: id }, 1))[0]))
}

function fingerprint(users: readonly (AdoptedUser | undefined)[]): string {
  return JSON.stringify(users.map(user => user && { ...user, password: user.password.reveal() }))
}

function toWritten({ state, djangoHashers }: Delivery) {
  return (user: AdoptedUser): WrittenUser => {
    const { groups, permissions, socialAccounts, emailVerified, ...written } = user
    const algorithm = user.password.reveal().split('$', 1)[0] ?? ''
    return { ...written, takesHash: state.isRollbackReady === true && djangoHashers.includes(algorithm) }
  }
}
