/**
 * Compares the ids of resources with their tables, before the first request: an id of another kind would be written and
 * then not be found, and a row without one could never be named.
 */
import type { FieldRules } from '../../fields/field.ts'
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import { actionsOf } from './console/console-resource.ts'
import { allActions, hasTextKey, type Resource } from './resource.ts'
import type { TableStore } from './table-store.ts'

/** What is wrong with them, all at once. Tables that do not exist yet are not checked. */
export async function findKeyFaults(
  resources: readonly Resource[],
  tables: Pick<TableStore, 'findKey'>,
): Promise<readonly ConfigurationFault[]> {
  const faults: ConfigurationFault[] = []
  for (const resource of resources) {
    faults.push(...(await ownKeyFaults(resource, tables)))
    for (const [name, { rules }] of Object.entries(resource.fields.shape))
      faults.push(...(await referenceFaults(resource, name, rules, tables)))
  }
  return faults
}

type Keys = Pick<TableStore, 'findKey'>

async function ownKeyFaults(resource: Resource, tables: Keys): Promise<readonly ConfigurationFault[]> {
  const { table, actions = allActions, newId } = resource
  const key = await tables.findKey(table)
  if (key === undefined) return []
  if (key === 'missing') {
    return [fault(resource, `the table ${table} has no column id`, 'name its key id, or use a view that does')]
  }
  const isOtherKind = key.isText && !hasTextKey(resource)
  const canCreate = [...actions, ...actionsOf(resource)].includes('create')
  const isUnfilled = !key.isFilled && newId === undefined && canCreate
  return [
    ...(isOtherKind ? [fault(resource, `the id of ${table} is text`, "write id: readOnlyField('string')")] : []),
    ...(isUnfilled
      ? [
          fault(
            resource,
            `a row that is added to ${table} gets no id`,
            'add a DEFAULT, set newId: randomUUID, or leave out the action create',
          ),
        ]
      : []),
  ]
}

async function referenceFaults(
  resource: Resource,
  field: string,
  { references, referencesText = false }: FieldRules,
  tables: Keys,
): Promise<readonly ConfigurationFault[]> {
  if (references === undefined) return []
  const key = await tables.findKey(references)
  if (key === undefined || key === 'missing' || key.isText === referencesText) return []
  const [kind, cure] = key.isText ? ['text', "add key: 'text'"] : ['a number', "leave out key: 'text'"]
  return [
    fault(
      resource,
      `${field} refers to ${references}, whose id is ${kind}`,
      key.isText ? `${cure} to foreignKeyField` : `${cure} of foreignKeyField`,
    ),
  ]
}

function fault({ name }: Resource, what: string, fix: string): ConfigurationFault {
  return { setting: `resources ${name}`, source: 'database', what, fix }
}
