/** Whether the store could serve a request now: a question for probes, asked in one read. */
import type { NotReady } from '../../store.ts'
import type { Database } from './database.ts'
import { currentNumber, latestMigration } from './migrations.ts'

/** Empty when it could. Another version may have migrated the file, or put an older one back, since it was opened. */
export function findWhatIsNotReady(db: Database): readonly NotReady[] {
  try {
    const found = currentNumber(db)
    if (found === latestMigration) return []
    return [found < latestMigration ? 'schema_behind' : 'schema_ahead']
  } catch {
    return ['store_unavailable']
  }
}
