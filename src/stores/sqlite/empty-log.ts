/**
 * Empties the write-ahead log after each batch of a deletion. Rows that expired have entries all over the indexes, so a
 * batch leaves many pages in the log; SQLite copies them into the file once they are a thousand, within the commit of any
 * request, and that takes ten times as long as a batch.
 */
import type { Housekeeping } from '../../ports/housekeeping.ts'
import { type Database, read } from './database.ts'

export function emptyingLog(housekeeping: Housekeeping, db: Database): Housekeeping {
  return {
    ...housekeeping,
    async deleteSome(kind, before, limit) {
      const count = await housekeeping.deleteSome(kind, before, limit)
      if (count > 0) await emptyLog(db)
      return count
    },
  }
}

/** In a turn of the event loop of its own: what has come in meanwhile is served first. It waits for no other process. */
async function emptyLog(db: Database): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  await read(() => db.exec('PRAGMA wal_checkpoint(PASSIVE)'))
}
