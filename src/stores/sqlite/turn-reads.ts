/**
 * Reads of one turn of the event loop, in one read transaction at its end: all see the same commits, none of them older than
 * its request. A read alone locks and unlocks the log of the file, and so does the question whether the database has moved:
 * 4 us each in a busy server, where the read itself takes 3.
 */
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'
import { type Database, rollBack, toCaller } from './database.ts'

/** Resolves with what it looked up. Errors are mapped as for writes: see `toCaller`. */
export type Read = <T>(look: () => T) => Promise<T>

/** `requireHere` throws where the database has moved to another address. */
export function createTurnReads(db: Database, requireHere: () => void): Read {
  let waiting: Waiting[] = []
  const begin = db.prepare('BEGIN')

  const runAll = () => {
    const reads = waiting
    waiting = []
    try {
      // An application that has direct access to the database may have a transaction open.
      const isOurs = reads.length > 1 && !db.isInTransaction
      if (isOurs) begin.run()
      try {
        requireHere()
        for (const read of reads) read.run()
      } finally {
        if (isOurs) rollBack(db)
      }
    } catch (error) {
      for (const read of reads) read.fail(toCaller(error))
    }
  }

  return look =>
    new Promise((resolve, reject) => {
      waiting.push({
        run() {
          try {
            resolve(look())
          } catch (error) {
            reject(toCaller(error))
          }
        },
        fail: reject,
      })
      if (waiting.length === 1) setImmediate(runAll)
    })
}

interface Waiting {
  /** Throws nothing: a read that fails stops no other. */
  run(): void
  fail(error: unknown): void
}
