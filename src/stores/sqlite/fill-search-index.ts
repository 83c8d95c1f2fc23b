/**
 * Fills the search index after the step that made it, and after another program has written many accounts: before the
 * store opens, so that a search misses none. In transactions of their own, so that other processes write in between.
 */
import { settled } from '../transactions/settle-search.ts'
import { type Database, inTransaction } from './database.ts'
import { createSettling } from './user-lists.ts'

/** What is less than that is left to the next search. */
const batch = 2000

export function fillSearchIndex(db: Database): void {
  const { lockUnsettled, settleTexts } = createSettling(db)
  while (lockUnsettled(batch).length === batch) {
    inTransaction(db, () => settleTexts(lockUnsettled(batch).map(settled)))
  }
}
