/**
 * Deletes what has expired while servers run, by one of them at a time: who has the lease works in short rounds, and goes
 * on at once while there is more, so that millions of rows go without a request noticing.
 */
import type { DeletedRows } from '../ports/events.ts'
import type { Needs } from '../system.ts'
import { type Deletion, type DeletionParts, deleteExpired } from './delete-expired.ts'

type HouseParts = DeletionParts & Needs<'random'>

/** A process that dies leaves the rest to another after this. */
const leaseMs = 60_000
/** Shorter than the lease, which is taken anew for each. */
const roundMs = 10_000
/** A quarter of the time is spent on it. */
const restWhileServing = 3

const nothing: DeletedRows = { sessions: 0, spentTokens: 0, revocations: 0, auditRows: 0 }

/** One process's turns: a holder of leases. */
function createTurns(parts: HouseParts) {
  const { housekeeping, clock, random } = parts
  const holder = Buffer.from(random.bytes(12)).toString('base64url')
  return {
    /** Nothing is deleted, and all is done, where it is another process's turn. `isStopped` is asked after each batch. */
    async takeRound(isStopped: () => boolean): Promise<Deletion> {
      const now = clock.now()
      if (!(await housekeeping.takeLease({ holder, now, length: leaseMs }))) return { deleted: nothing, isDone: true }
      const goesOn = () => !isStopped() && Math.abs(clock.now() - now) < roundMs
      return await deleteExpired(parts, { rest: restWhileServing, goesOn })
    },
    /** The others need not wait for its end. It ends by itself where the store is away. */
    end: () => housekeeping.endLease(holder).catch(() => {}),
  }
}

/** `auth.housekeep()`: all that has expired, unless another process is at it. Throws `store_unavailable`. */
export async function keepHouse(parts: HouseParts): Promise<DeletedRows> {
  const turns = createTurns(parts)
  let total = nothing
  for (let isDone = false; !isDone; ) {
    const round = await turns.takeRound(() => false)
    total = addRows(total, round.deleted)
    isDone = round.isDone
  }
  await turns.end()
  return total
}

export interface Housekeeper {
  start(): void
  /** Waits briefly for a batch that is under way. The store refuses what it does after that. */
  stop(): Promise<void>
}

const lastWaitMs = 3000

/** Works at `housekeepingInterval`, and tells of each round that deleted something. */
export function createHousekeeper(parts: HouseParts & Needs<'events'>): Housekeeper {
  const { settings, timer, random, events } = parts
  const { housekeepingInterval: interval } = settings
  const turns = createTurns(parts)
  let round: Promise<void> = Promise.resolve()
  let isStopped = false
  let callOff = () => {}

  const run = async () => {
    let isDone = true
    try {
      const taken = await turns.takeRound(() => isStopped)
      isDone = taken.isDone
      if (sumOf(taken.deleted) > 0) events.emit({ name: 'housekeeping.done', data: taken.deleted })
    } catch (cause) {
      events.emit({ name: 'housekeeping.failed', data: { cause } })
    }
    plan(isDone)
  }
  const plan = (isDone: boolean) => {
    if (isStopped || interval === null) return
    const wait = isDone ? withJitter(interval * 1000, random.bytes(1)[0] ?? 0) : 1
    callOff = timer.after(wait, () => {
      round = run()
    })
  }
  const finish = async () => {
    await round
    await turns.end()
  }

  return {
    start: () => plan(true),
    async stop() {
      isStopped = true
      callOff()
      await Promise.race([finish(), new Promise<void>(resolve => timer.after(lastWaitMs, resolve))])
    },
  }
}

function addRows(one: DeletedRows, other: DeletedRows): DeletedRows {
  return {
    sessions: one.sessions + other.sessions,
    spentTokens: one.spentTokens + other.spentTokens,
    revocations: one.revocations + other.revocations,
    auditRows: one.auditRows + other.auditRows,
  }
}

function sumOf(rows: DeletedRows): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0)
}

/** Between half and the whole of it, so that servers that started together do not work at the same moment. */
function withJitter(milliseconds: number, byte: number): number {
  return Math.ceil((milliseconds / 2) * (1 + byte / 255))
}
