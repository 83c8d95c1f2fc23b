/** CRUD for the tables of an application: what the feature brings to an installation. auth.ts lists it. */
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'

export { resourceEndpoints } from './endpoints/resource-endpoints.ts'

export function resourceParts({ tables }: Store): Needs<'tables'> {
  return { tables }
}
