/**
 * Group commit. Jobs that arrive during one turn of the event loop run in one transaction, and resolve after its COMMIT
 * has reached the disk: ten times the throughput of a commit each, and as durable. A job that fails is rolled back
 * alone, to its savepoint. A job that makes the commit fail (a deferred foreign key) or ends the transaction
 * (`RAISE(ROLLBACK)`) is found by halving: the others run again without it.
 */
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

const busyRetryMs = 10

export interface GroupCommit {
  readonly write: Write
  /** Calls each listener after each commit with how many jobs shared it. What it throws is warned of, once. */
  observe(listener: (jobs: number) => void): void
  /** Resolves when no job is waiting. */
  drain(): Promise<void>
}

/** `patience`: milliseconds to wait for another process that holds the write lock, before jobs fail with 503. */
export function createGroupCommit(db: Database, patience = 5000): GroupCommit {
  let queue: Waiting[] = []
  /** They are next: halves of a batch that failed, and a batch that waits for another process. */
  const batches: (readonly Waiting[])[] = []
  let scheduled = false
  let retries = 0
  let idle: (() => void)[] = []
  const listeners = createListeners()

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  const flush = () => {
    const batch = batches.shift() ?? queue
    if (batch === queue) queue = []
    try {
      db.exec('BEGIN IMMEDIATE')
    } catch (error) {
      return waitForOtherProcess(batch, error)
    }
    retries = 0
    if (commit(db, batch)) listeners.tell(batch.length)
    else batches.unshift(...halvesOf(batch))
    finish()
  }

  // Another process (the command line) holds the write lock. Wait for it without blocking the event loop.
  const waitForOtherProcess = (batch: readonly Waiting[], error: unknown) => {
    retries += 1
    if (isSqliteError(error, 'busy') && retries * (busyRetryMs + busyTimeoutMs) < patience) {
      batches.unshift(batch)
      setTimeout(flush, busyRetryMs)
      return
    }
    retries = 0
    for (const job of batch) job.fail(toCaller(error))
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

/** `false`: one of several jobs made all of them fail. Nothing was written, and no caller was answered. */
function commit(db: Database, batch: readonly Waiting[]): boolean {
  try {
    const outcomes = batch.map(job => runAlone(db, job))
    db.exec('COMMIT')
    for (const tell of outcomes) tell()
  } catch (error) {
    rollBack(db)
    if (batch.length > 1 && !isAway(error)) return false
    // Every job is rejected: the one that ended the transaction (on a full disk, say) and those that have not run.
    for (const job of batch) job.fail(toCaller(error))
  }
  return true
}

/** In two commits each half keeps its order, and a hundred jobs need a dozen commits to find one among them. */
function halvesOf(batch: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const middle = Math.ceil(batch.length / 2)
  return [batch.slice(0, middle), batch.slice(middle)]
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
