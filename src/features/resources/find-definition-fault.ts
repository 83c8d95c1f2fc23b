/** What is wrong with the shape of a definition. Types tell it; JavaScript hears of it here, before anything is served. */

import { findSchemaFault } from '../../fields/read-valid.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import { isModelLabel } from './console/is-model-label.ts'

type Members = Readonly<Record<string, unknown>>

/** `undefined` where the members are what their types say. `members`: the names that a definition may have. */
export function findDefinitionFault(
  definition: object,
  members: readonly string[],
  allActions: readonly string[],
): string | undefined {
  const given: Members = { ...definition }
  return (
    findUnknown(Object.keys(given), members) ??
    ['name', 'table', 'path'].map(name => findNoText(name, given[name])).find(Boolean) ??
    ['actions', 'filters', 'search', 'ordering', 'unique', 'permissions']
      .map(each => findNoList(each, given))
      .find(Boolean) ??
    findOdd(given, allActions) ??
    findConsoleFault(given, allActions) ??
    findFieldsFault(given)
  )
}

function findUnknown(names: readonly string[], known: readonly string[]): string | undefined {
  const unknown = names.find(name => !known.includes(name))
  if (unknown === undefined) return undefined
  const nearest = Object.hasOwn(djangoNames, unknown) ? djangoNames[unknown] : nearestName(unknown, known)
  return `it has no option ${unknown}${nearest === undefined ? '' : `: write ${nearest}`}`
}

/** Those of a ModelViewSet and its ModelSerializer. */
const djangoNames: Readonly<Record<string, string>> = {
  searchFields: 'search',
  search_fields: 'search',
  orderingFields: 'ordering',
  ordering_fields: 'ordering',
  filterFields: 'filters',
  filterset_fields: 'filters',
  permission_classes: 'permissions',
  authentication_classes: 'authentication',
  throttle_classes: 'throttles',
  pagination_class: 'pagination',
  http_method_names: 'actions',
}

function findNoText(name: string, value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : `its ${name} has to be text`
}

function findNoList(name: string, given: Members): string | undefined {
  const value = given[name]
  return value === undefined || Array.isArray(value) ? undefined : `${name} has to be a list: write ${name}: [ ... ]`
}

function findOdd(
  { actions = [], permissions = [], owner, organization, pageSize, newId }: Members,
  allActions: readonly string[],
): string | undefined {
  const action = (actions as readonly unknown[]).find(each => !allActions.some(known => known === each))
  if (action !== undefined) return `actions has ${String(action)}: write some of ${allActions.join(', ')}`
  if (!(permissions as readonly unknown[]).every(isPermission))
    return 'permissions has something that is no permission: make it with definePermission(name, allows)'
  if (owner !== undefined && !isOwner(owner))
    return "owner has to be { column, rows: 'own' } or { column, rows: 'all' }; organization: { column } is an option of its own"
  if (organization !== undefined && !isOrganization(organization)) return 'organization has to be { column }'
  if (newId !== undefined && typeof newId !== 'function') return 'newId has to be a function'
  const isCount = Number.isSafeInteger(pageSize) && Number(pageSize) > 0
  return pageSize === undefined || pageSize === null || isCount
    ? undefined
    : 'pageSize has to be a number from 1, or null'
}

/** Without a label that permissions can have, no one could be granted them. */
function findConsoleFault({ console: given }: Members, allActions: readonly string[]): string | undefined {
  if (given === undefined || given === false) return undefined
  if (typeof given !== 'object' || given === null) return 'console has to be false, or { model, actions }'
  const unknown = Object.keys(given).find(name => name !== 'model' && name !== 'actions')
  if (unknown !== undefined) return `console has no option ${unknown}: write model or actions`
  const { model, actions }: { readonly model?: unknown; readonly actions?: unknown } = given
  if (model !== undefined && !(typeof model === 'string' && isModelLabel(model)))
    return "console.model has to be a label such as 'shop.product'"
  if (actions === undefined) return undefined
  if (!Array.isArray(actions)) return 'console.actions has to be a list: write actions: [ ... ]'
  const odd = actions.find(each => !allActions.includes(each))
  return odd === undefined ? undefined : `console.actions has ${String(odd)}: write some of ${allActions.join(', ')}`
}

function isPermission(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'allows' in value && typeof value.allows === 'function'
}

/** Without `rows` other users' rows would be shown. */
function isOwner(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('column' in value) || !('rows' in value)) return false
  return typeof value.column === 'string' && (value.rows === 'own' || value.rows === 'all')
}

function isOrganization(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'column' in value && typeof value.column === 'string'
}

function findFieldsFault({ fields }: Members): string | undefined {
  const fault = findSchemaFault(fields)
  return fault === undefined ? undefined : `its schema ${fault}`
}
