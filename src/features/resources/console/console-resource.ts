/**
 * A resource as operators have it: the rows of all users, with the owner as a field like any other. The permissions of its
 * definition are those of its public rows; here those of its model decide, which the admin API asks for.
 */
import { z } from 'zod'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import type { FieldsShape } from '../../../fields/read-fields.ts'
import { wordsOf } from '../endpoints/read-row.ts'
import { type ResourceView, tableViewOf } from '../endpoints/table-view.ts'
import type { OperatedTable } from '../flows/admin/change-rows.ts'
import { allActions, type Resource, type ResourceAction } from '../resource.ts'
import { accountField } from './account-field.ts'
import { modelLabelOf } from './model-label.ts'
import { isOwnTable } from './own-tables.ts'
import { slugsOf } from './slugs.ts'

export interface ConsoleResource {
  /** Its part of the path: `articles`. */
  readonly slug: string
  /** `Order line` */
  readonly label: string
  /** `shop.orderline`: see `modelLabelOf`. */
  readonly model: string
  readonly actions: readonly ResourceAction[]
  /** The definition, with the fields that operators set and without the limits of other callers. */
  readonly resource: Resource
  readonly view: ResourceView
  /** What a change writes into the audit table. */
  readonly table: OperatedTable
  /** Fields that name rows of other tables, and the resource here that has them, if there is one. */
  readonly relations: Readonly<Record<string, string | null>>
}

/** Those of `resources` that are not hidden. */
export function consoleResources(resources: readonly Resource[]): readonly ConsoleResource[] {
  const shown = resources.filter(isShown)
  const slugs = slugsOf(shown)
  const slugOfTable = (table: string) => {
    const at = shown.findIndex(each => each.table.toLowerCase() === table.toLowerCase())
    return slugs[at] ?? null
  }
  return shown.map((definition, index) => consoleResourceOf(definition, slugs[index] ?? '', slugOfTable))
}

function isShown({ table, console: given }: Resource): boolean {
  return given === undefined ? !isOwnTable(table) : given !== false
}

function consoleResourceOf(
  definition: Resource,
  slug: string,
  slugOfTable: (table: string) => string | null,
): ConsoleResource {
  const resource = forOperators(definition)
  // Alone: no other resource says whose rows its keys may name.
  const view = tableViewOf(resource, [])
  const told = Object.entries(resource.fields.shape).flatMap(([name, { rules }]) => (rules.writeOnly ? [] : [name]))
  const [first = '', ...others] = wordsOf(definition.name)
  return {
    slug,
    label: `${first.toUpperCase()}${others.join('')}`,
    model: modelLabelOf(definition),
    actions: actionsOf(definition),
    resource,
    view,
    table: { view, told, account: definition.owner?.column },
    relations: Object.fromEntries(view.references.map(({ name, table }) => [name, slugOfTable(table)])),
  }
}

/** What only callers of the public rows may create is still looked at by operators. None of what is hidden. */
export function actionsOf({ console: given, actions = allActions }: Resource): readonly ResourceAction[] {
  if (given === false) return []
  const asked = given?.actions
  return asked ?? allActions.filter(each => each === 'list' || each === 'retrieve' || actions.includes(each))
}

/** Operators act in no organization: they set it as they set the owner. */
function forOperators({ owner, organization, ...definition }: Resource): Resource {
  const { fields } = definition
  const rules = owner === undefined ? undefined : fields.shape[owner.column]?.rules
  const shape: FieldsShape = {
    ...fields.shape,
    ...(owner === undefined || rules === undefined ? {} : { [owner.column]: accountField(rules) }),
    ...(organization === undefined
      ? {}
      : { [organization.column]: foreignKeyField({ table: 'organizations', key: 'text', rows: 'all' }) }),
  }
  return { ...definition, fields: z.object(shape), permissions: [] }
}
