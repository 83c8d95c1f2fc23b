/**
 * Group commit. Jobs that arrive during one turn of the event loop run in one transaction, and resolve after its COMMIT
 * has reached the disk: ten times the throughput of a commit each, and as durable. A job that fails is rolled back
 * alone, to its savepoint.
 */
import { storeUnavailable } from '../errors.ts'
import type { Database } from './database.ts'
import { busyTimeoutMs, isSqliteError, toCaller } from './database.ts'

/** Runs a synchronous job in a transaction. Resolves after the commit; rejects if the job or the commit fails. */
export type Write = <T>(job: () => T) => Promise<T>

interface Waiting {
  readonly run: () => void
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

const busyRetryMs = 10

export interface GroupCommit {
  readonly write: Write
  /** Calls the listener after each commit, with the number of jobs in it. */
  observe(listener: (jobs: number) => void): void
  /** Resolves when no job is waiting. */
  drain(): Promise<void>
}

/** `patience`: milliseconds to wait for another process that holds the write lock, before jobs fail with 503. */
export function createGroupCommit(db: Database, patience = 5000): GroupCommit {
  let queue: Waiting[] = []
  let scheduled = false
  let retries = 0
  let idle: (() => void)[] = []
  let tell: (jobs: number) => void = () => {}

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  const flush = () => {
    const batch = queue
    queue = []
    try {
      db.exec('BEGIN IMMEDIATE')
    } catch (error) {
      return waitForOtherProcess(batch, error)
    }
    retries = 0
    commit(db, batch)
    tell(batch.length)
    finish()
  }

  // Another process (the command line) holds the write lock. Wait for it without blocking the event loop.
  const waitForOtherProcess = (batch: Waiting[], error: unknown) => {
    retries += 1
    if (isSqliteError(error, 'busy') && retries * (busyRetryMs + busyTimeoutMs) < patience) {
      queue = batch.concat(queue)
      setTimeout(flush, busyRetryMs)
      return
    }
    retries = 0
    for (const job of batch) job.fail(storeUnavailable('sqlite', error))
    finish()
  }

  const finish = () => {
    scheduled = false
    if (queue.length > 0) return schedule()
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
    observe(listener) {
      tell = listener
    },
    drain: () => (scheduled ? new Promise(resolve => idle.push(resolve)) : Promise.resolve()),
  }
}

function commit(db: Database, batch: readonly Waiting[]): void {
  const done: Waiting[] = []
  try {
    for (const job of batch) if (runAlone(db, job)) done.push(job)
    db.exec('COMMIT')
  } catch (error) {
    rollBack(db)
    // Every job is rejected: the one that ended the transaction (on a full disk, say) and those that have not run.
    for (const job of batch) job.fail(storeUnavailable('sqlite', error))
    return
  }
  for (const job of done) job.succeed()
}

/** Runs one job in a savepoint. `false`: it failed, was rolled back and rejected; the other jobs continue. */
function runAlone(db: Database, job: Waiting): boolean {
  db.exec('SAVEPOINT job')
  try {
    job.run()
    db.exec('RELEASE job')
    return true
  } catch (error) {
    db.exec('ROLLBACK TO job')
    db.exec('RELEASE job')
    job.fail(toCaller(error))
    return false
  }
}

/** A failed COMMIT (disk full) may have ended the transaction already; then there is nothing to roll back. */
function rollBack(db: Database): void {
  try {
    db.exec('ROLLBACK')
  } catch {}
}
