/** Whether the store can serve requests now: one read, for readiness probes. */
import type { NotReady } from '../../store.ts'
import type { Database } from './database.ts'
import { findFit } from './migrations.ts'

/** A probe is answered within a second, whatever the database does. */
const patience = 900

export async function findWhatIsNotReady(database: Database): Promise<readonly NotReady[]> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<'silence'>(resolve => {
    timer = setTimeout(resolve, patience, 'silence')
  })
  try {
    const found = await Promise.race([findFit(database), silence])
    if (found === 'silence') return ['store_unavailable']
    if (found === 'behind') return ['schema_behind']
    return found === 'too new' ? ['schema_ahead'] : []
  } catch {
    return ['store_unavailable']
  } finally {
    clearTimeout(timer)
  }
}
