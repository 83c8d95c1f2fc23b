/**
 * A resource is CRUD for a table of the application: which columns are shown and can be written, which permissions
 * are needed, and whose rows a caller sees. Only names from a definition reach SQL; names from requests are looked up,
 * never passed on (SQL injection).
 */
import type { FieldsSchema, FieldsShape, RowOf } from '../../fields/read-fields.ts'
import { undeclaredPermissions } from '../../http/authorize/default-access.ts'
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { PermissionFor } from '../../permissions/permission.ts'
import { findCursorFault } from './cursor-ordering.ts'
import { findDefinitionFault } from './find-definition-fault.ts'
import { findOrganizationFault } from './find-organization-fault.ts'

/** DRF's ModelViewSet has all five. */
export const allActions = ['list', 'create', 'retrieve', 'update', 'destroy'] as const

export type ResourceAction = (typeof allActions)[number]

type Column<S extends FieldsShape> = keyof S & string

/** What `defineResource` takes: table, fields, permissions, owner, and what lists can do. */
export interface ResourceDefinition<S extends FieldsShape> {
  /** The name of one row, for messages: `Article`. */
  readonly name: string
  readonly table: string
  /** With its trailing slash: `/api/articles/`. */
  readonly path: string
  /** Columns by name, including `id`. Read-only ones are shown, but never taken from a body. */
  readonly fields: FieldsSchema<S>
  /** Those of the setting `defaultPermissions` unless given. Object permissions also check the row, before it is shown, changed or deleted. */
  readonly permissions?: readonly PermissionFor<RowOf<S>>[]
  readonly actions?: readonly ResourceAction[]
  /**
   * The column with the id of the user who created the row; it is set from the token, never from a body. `rows: 'own'`:
   * other users' rows do not exist for the caller, neither in lists nor one by one (404). `'all'`: permissions decide.
   */
  readonly owner?: { readonly column: Column<S>; readonly rows: 'own' | 'all' }
  /**
   * The column with the id of the organization that the row belongs to: it is that which the request names, by the parameter
   * `{organization}` of the path or by the header, and never from a body. Only members get in, and rows of other
   * organizations do not exist for them. `owner` may be there too, such as the author.
   */
  readonly organization?: { readonly column: Column<S> }
  /** Makes the id of a row that is created, such as `randomUUID`. Without it the table does: by AUTOINCREMENT or DEFAULT. */
  readonly newId?: () => string | number
  /** A column that is set to the time of creation. */
  readonly createdAt?: Column<S>
  /** Columns, or groups of columns, that have a unique index. */
  readonly unique?: readonly (Column<S> | readonly Column<S>[])[]
  /** Read-only fields from the row that a foreign key names: `{ category_name: 'category.name' }`. */
  readonly joined?: { readonly [Name in Column<S>]?: `${Column<S>}.${string}` }
  /** `?name=value`. */
  readonly filters?: readonly Column<S>[]
  /** Columns that `?search=` searches: `^name` matches the start, `=name` the whole value. */
  readonly search?: readonly (Column<S> | `^${Column<S>}` | `=${Column<S>}`)[]
  /** Columns allowed in `?ordering=`; without any, the parameter is ignored. */
  readonly ordering?: readonly Column<S>[]
  /** Rows of a page, by default `pageSize` of the settings; `null` returns all rows in one plain list. */
  readonly pageSize?: number | null
  /** How callers ask for other rows, by default `pagination` of the settings: `?page=`, `?limit=` and `?offset=`, or `?cursor=`. */
  readonly pagination?: Pagination
  /** For `pagination: 'cursor'`: a column that does not change and is nearly unique; by default `createdAt` or `created`, the newest first. */
  readonly cursorOrdering?: Column<S> | `-${Column<S>}`
  /** The most rows that `?limit=` gets, by default `maxLimit` of the settings; `null` is no maximum. */
  readonly maxLimit?: number | null
  readonly authentication?: Endpoint['authentication']
  readonly throttles?: Endpoint['throttles']
  /**
   * What operators do with its rows in the admin API; `false`: nothing, it is not there. Nor is one of Latchkey's own tables
   * without this.
   */
  readonly console?: false | ConsoleOptions
}

/** A resource for operators: for staff, by model permissions, the rows of all users. */
export interface ConsoleOptions {
  /**
   * Django's label, by which its permissions are named: `shop.product` for `shop.view_product`. By default that of
   * `hasModelPermissions` in `permissions`, or else `app.` and the name in lower case.
   */
  readonly model?: string
  /** By default `list` and `retrieve`, and those of `actions` that write. */
  readonly actions?: readonly ResourceAction[]
}

/** Its keys are all the names that a definition may have: the types refuse one that is missing here. */
const members: Readonly<Record<keyof ResourceDefinition<FieldsShape>, true>> = {
  name: true,
  table: true,
  path: true,
  fields: true,
  permissions: true,
  actions: true,
  owner: true,
  organization: true,
  newId: true,
  createdAt: true,
  unique: true,
  joined: true,
  filters: true,
  search: true,
  ordering: true,
  pageSize: true,
  pagination: true,
  cursorOrdering: true,
  maxLimit: true,
  authentication: true,
  throttles: true,
  console: true,
}

/** A definition without the types of its fields: `defineResource` has checked its permissions against its rows. */
export interface Resource extends Omit<ResourceDefinition<FieldsShape>, 'permissions'> {
  readonly permissions: readonly PermissionFor<never>[]
}

/** DRF's PageNumberPagination, LimitOffsetPagination and CursorPagination. */
export const paginations = ['page', 'limit-offset', 'cursor'] as const

/** How a list is divided: `page` by `?page=`, `limit-offset` by `?limit=` and `?offset=`, `cursor` by the links alone. */
export type Pagination = (typeof paginations)[number]

const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/

/**
 * ```ts
 * export const articles = defineResource({
 *   name: 'Article', table: 'articles', path: '/api/articles/',
 *   fields: z.object({
 *     id: readOnlyField('integer'), title: charField({ maxLength: 200 }), author: readOnlyField('integer'),
 *   }),
 *   owner: { column: 'author', rows: 'all' },
 *   permissions: [isAuthenticated],
 * })
 * ```
 *
 * Throws for an invalid definition, such as a column name that is not an identifier, or an owner that a body could set.
 */
export function defineResource<S extends FieldsShape>(definition: ResourceDefinition<S>): Resource {
  const { name, table, path, fields, owner, organization, createdAt, joined = {} } = definition
  const fail = (what: string): never => {
    throw new TypeError(`the resource ${name ?? ''}: ${what}`)
  }
  const misshapen = findDefinitionFault(definition, Object.keys(members), allActions)
  if (misshapen !== undefined) fail(misshapen)
  const shape: FieldsShape = fields.shape
  const odd = [table, ...Object.keys(shape)].find(text => !identifier.test(text))
  if (odd !== undefined) fail(`${JSON.stringify(odd)} is not a valid name of a table or column`)
  if (shape.id === undefined) fail('the field id is missing')
  if (!['integer', 'string'].includes(shape.id?.rules.kind ?? '')) fail('its id has to be a whole number or text')
  if (!path.startsWith('/')) fail('its path does not begin with a slash')
  if (!path.endsWith('/')) fail('its path does not end in a slash')
  for (const column of ['id', owner?.column, organization?.column, createdAt, ...Object.keys(joined)]) {
    if (column !== undefined && shape[column]?.rules.readOnly !== true) fail(`the field ${column} has to be read-only`)
  }
  for (const [option, names] of Object.entries(namedColumns(definition))) {
    for (const column of names) {
      if (!Object.hasOwn(shape, column) || Object.hasOwn(joined, column))
        fail(`${option} names ${column}, which is no column of ${table}`)
    }
  }
  const unorganized = findOrganizationFault(definition)
  if (unorganized !== undefined) fail(unorganized)
  const { pagination = 'page', maxLimit = null } = definition
  if (!paginations.includes(pagination)) fail(`pagination has to be one of ${paginations.join(', ')}`)
  const cursorFault = pagination === 'cursor' ? findCursorFault(definition) : undefined
  if (cursorFault !== undefined) fail(`it ${cursorFault}: write cursorOrdering: '-id', or another pagination`)
  if (maxLimit !== null && !(Number.isSafeInteger(maxLimit) && maxLimit > 0)) fail('maxLimit has to be a number from 1')
  for (const source of Object.values(joined)) {
    if (!isJoin(source, shape, joined)) fail(`${JSON.stringify(source)} is not a foreign key and a column of its table`)
  }
  return Object.freeze({ ...definition, permissions: definition.permissions ?? undeclaredPermissions })
}

/** Whether ids are text, such as UUIDs, and not whole numbers. */
export function hasTextKey({ fields }: Pick<Resource, 'fields'>): boolean {
  return fields.shape.id?.rules.kind === 'string'
}

/** Columns of its own table: what is `joined` from another is only shown. */
function namedColumns<S extends FieldsShape>({
  owner,
  organization,
  createdAt,
  unique = [],
  filters = [],
  search = [],
  ordering = [],
  cursorOrdering,
}: ResourceDefinition<S>): Readonly<Record<string, readonly string[]>> {
  return {
    'the path': ['id'],
    owner: owner === undefined ? [] : [owner.column],
    organization: organization === undefined ? [] : [organization.column],
    createdAt: createdAt === undefined ? [] : [createdAt],
    unique: unique.flat(),
    filters,
    search: search.map(name => name.replace(/^[\^=]/, '')),
    ordering,
    cursorOrdering: cursorOrdering === undefined ? [] : [cursorOrdering.replace(/^-/, '')],
  }
}

/** Of one step: a key that is itself `joined` is no column of the table. */
function isJoin(source: unknown, shape: FieldsShape, joined: object): boolean {
  const [key = '', column = '', ...rest] = String(source).split('.')
  if (rest.length > 0 || !identifier.test(column) || Object.hasOwn(joined, key)) return false
  return shape[key]?.rules.references !== undefined
}
