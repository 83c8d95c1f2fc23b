/** Whether the store can serve requests now: one read, for readiness probes. */
import type { NotReady } from '../../store.ts'
import type { Database } from './database.ts'
import { currentNumber } from './migrations.ts'
import { readPromotion } from './promotion/moved.ts'
import { latestMigration } from './schema.ts'

/** Empty if it can. Since it was opened, another version may have migrated the file or restored an older one. */
export function findWhatIsNotReady(db: Database): readonly NotReady[] {
  try {
    const found = currentNumber(db)
    if (readPromotion(db)?.phase === 'moved') return ['store_moved']
    if (found === latestMigration) return []
    return [found < latestMigration ? 'schema_behind' : 'schema_ahead']
  } catch {
    return ['store_unavailable']
  }
}
