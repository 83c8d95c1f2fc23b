/** The feature "resources": CRUD for the tables of an application. Listed in auth.ts. */
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'

export { type ConsoleResource, consoleResources } from './console/console-resource.ts'
export { exampleResource } from './console/example-resource.ts'
export { findCursorFault } from './cursor-ordering.ts'
export { resourceEndpoints } from './endpoints/resource-endpoints.ts'
export { exampleRoot, routerRoots } from './endpoints/router-root.ts'
export { findForeignKeyFaults } from './find-foreign-key-faults.ts'
export { findTableFaults } from './table-faults.ts'

export function resourceParts({ tables }: Store): Needs<'tables'> {
  return { tables }
}
