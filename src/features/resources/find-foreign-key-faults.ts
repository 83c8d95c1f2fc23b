/** Keys into rows of organizations, from resources of none. */
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import { tableViewOf } from './endpoints/table-view.ts'
import type { Resource } from './resource.ts'

/** Keys that could name no row: they name rows of organizations, and the request acts in none. */
export function findForeignKeyFaults(resources: readonly Resource[]): readonly ConfigurationFault[] {
  return resources.flatMap(resource => {
    if (resource.organization !== undefined) return []
    const { references } = tableViewOf(resource, resources)
    const lost = references.filter(
      ({ bounds }) => bounds.length > 0 && bounds.every(({ organization }) => organization !== undefined),
    )
    return lost.map(({ name, table }) => ({
      setting: `resources ${resource.name}`,
      source: 'createAuth',
      what: `${name} refers to ${table}, whose rows belong to organizations`,
      fix: "write organization: { column } here too, or rows: 'all' at foreignKeyField",
    }))
  })
}
