/**
 * Group commit. Jobs that arrive together run in one transaction, and resolve after its COMMIT has reached the disk: ten
 * times the throughput of a commit each, and as durable. Where a job fails, all of them run again, each behind a savepoint
 * to which it is rolled back alone. A job that makes the commit fail (a deferred foreign key) or ends the transaction
 * (`RAISE(ROLLBACK)`) is found by halving: the others run again without it.
 */
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'
import type { Database } from './database.ts'
import { busyTimeoutMs, isAway, isSqliteError, rollBack, toCaller } from './database.ts'

/**
 * Runs a synchronous job in a transaction. Resolves after the commit; rejects if the job or the commit fails. The job may
 * run again after it was rolled back, so it must have no effect outside the database.
 */
export type Write = <T>(job: () => T) => Promise<T>

interface Waiting {
  readonly run: () => void
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

/** Jobs that share a commit. */
interface Batch {
  readonly jobs: readonly Waiting[]
  /** One of them may fail: each runs behind a savepoint. */
  readonly isCareful: boolean
}

const busyRetryMs = 10

/**
 * A commit waits for one more turn of the event loop as long as each brings further jobs, as clients that are answered
 * together ask again together. Where each turn had its commit, 32 clients shared one by eights, and a commit takes 60 us of CPU
 * and 150 of the clock. A job that comes alone waits for one empty turn, a few microseconds. In turns, and in jobs.
 */
const longestGathering = 4
const enoughJobs = 64

export interface GroupCommit {
  readonly write: Write
  /** Calls each listener after each commit with how many jobs shared it. What it throws is warned of, once. */
  observe(listener: (jobs: number) => void): void
  /** Resolves when no job is waiting. */
  drain(): Promise<void>
}

/** `patience`: milliseconds to wait for another process that holds the write lock, before jobs fail with 503. */
export function createGroupCommit(db: Database, patience = 5000): GroupCommit {
  const queue: Waiting[] = []
  /** They are next: halves of a batch that failed, and a batch that waits for another process. */
  const batches: Batch[] = []
  let scheduled = false
  let retries = 0
  let idle: (() => void)[] = []
  const listeners = createListeners()

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    if (batches.length > 0) setImmediate(flush)
    else gather(() => queue.length, flush)
  }

  const flush = () => {
    const batch = batches.shift() ?? { jobs: queue.splice(0), isCareful: false }
    try {
      db.exec('BEGIN IMMEDIATE')
    } catch (error) {
      return waitForOtherProcess(batch, error)
    }
    retries = 0
    const again = commit(db, batch)
    if (again.length === 0) listeners.tell(batch.jobs.length)
    else batches.unshift(...again)
    finish()
  }

  // Another process (the command line) holds the write lock. Wait for it without blocking the event loop.
  const waitForOtherProcess = (batch: Batch, error: unknown) => {
    retries += 1
    if (isSqliteError(error, 'busy') && retries * (busyRetryMs + busyTimeoutMs) < patience) {
      batches.unshift(batch)
      setTimeout(flush, busyRetryMs)
      return
    }
    retries = 0
    for (const job of batch.jobs) job.fail(toCaller(error))
    finish()
  }

  const finish = () => {
    scheduled = false
    if (batches.length + queue.length > 0) return schedule()
    for (const wake of idle) wake()
    idle = []
  }

  const write: Write = job =>
    new Promise((resolve, reject) => {
      let value: ReturnType<typeof job>
      queue.push({
        run: () => {
          value = job()
        },
        succeed: () => resolve(value),
        fail: reject,
      })
      schedule()
    })

  return {
    write,
    observe: listeners.add,
    drain: () => (scheduled ? new Promise(resolve => idle.push(resolve)) : Promise.resolve()),
  }
}

function gather(countJobs: () => number, flush: () => void): void {
  const look = (before: number, turnsLeft: number) => {
    const count = countJobs()
    if (count === before || count >= enoughJobs || turnsLeft === 0) flush()
    else setImmediate(look, count, turnsLeft - 1)
  }
  setImmediate(look, 0, longestGathering)
}

/** A listener is the application's code: its error must not stop the writes that wait (denial of service). */
function createListeners() {
  const listeners = new Set<(jobs: number) => void>()
  let hasWarned = false
  const warn = (error: unknown) => {
    if (hasWarned) return
    hasWarned = true
    process.emitWarning(`A listener of observeCommits threw: ${String(error)}`, { code: 'LATCHKEY_LISTENER' })
  }
  const call = async (listener: (jobs: number) => unknown, jobs: number) => await listener(jobs)
  return {
    add: (listener: (jobs: number) => void) => void listeners.add(listener),
    tell(jobs: number) {
      // Asynchronous listeners reject instead of throwing.
      for (const listener of listeners) call(listener, jobs).catch(warn)
    },
  }
}

/** What has to run again, as one of several jobs made all of them fail: nothing was written then, and no caller answered. */
function commit(db: Database, { jobs, isCareful }: Batch): readonly Batch[] {
  let hasRun = false
  try {
    const outcomes = jobs.map(job => (isCareful ? runAlone(db, job) : run(job)))
    hasRun = true
    db.exec('COMMIT')
    for (const tell of outcomes) tell()
  } catch (error) {
    rollBack(db)
    if (jobs.length > 1) {
      if (!isCareful && !hasRun) return [{ jobs, isCareful: true }]
      if (!isAway(error)) return halvesOf(jobs)
    }
    // Every job is rejected: the one that ended the transaction (on a full disk, say) and those that have not run.
    for (const job of jobs) job.fail(toCaller(error))
  }
  return []
}

/** In two commits each half keeps its order, and a hundred jobs need a dozen commits to find one among them. */
function halvesOf(jobs: readonly Waiting[]): readonly Batch[] {
  const middle = Math.ceil(jobs.length / 2)
  return [jobs.slice(0, middle), jobs.slice(middle)].map(half => ({ jobs: half, isCareful: true }))
}

/** Without a savepoint: it takes as long as a small UPDATE (0.6 us), and jobs seldom fail. */
function run(job: Waiting): () => void {
  job.run()
  return job.succeed
}

/** Runs one job behind a savepoint. What it gives tells the job's caller, once the commit holds. */
function runAlone(db: Database, job: Waiting): () => void {
  db.exec('SAVEPOINT job')
  try {
    job.run()
  } catch (error) {
    // Without its transaction there is nothing to go back to, and the jobs before it are undone too.
    if (!db.isInTransaction) throw error
    db.exec('ROLLBACK TO job')
    db.exec('RELEASE job')
    return () => job.fail(toCaller(error))
  }
  db.exec('RELEASE job')
  return job.succeed
}
