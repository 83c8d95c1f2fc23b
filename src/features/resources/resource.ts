/**
 * A resource is the CRUD of one table of the application's own: which columns are shown and may be written, who may do
 * what, whose rows somebody sees. Only what is named here ever reaches SQL; names from requests are looked up, never
 * passed on.
 */
import type { FieldsSchema, FieldsShape, RowOf } from '../../fields/read-fields.ts'
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { PermissionFor } from '../../permissions/permission.ts'

/** DRF's ModelViewSet has all five. */
export const allActions = ['list', 'create', 'retrieve', 'update', 'destroy'] as const

export type ResourceAction = (typeof allActions)[number]

type Column<S extends FieldsShape> = keyof S & string

export interface ResourceDefinition<S extends FieldsShape> {
  /** What one row is called, as messages have it: `Article`. */
  readonly name: string
  readonly table: string
  /** With its trailing slash: `/api/articles/`. */
  readonly path: string
  /** Columns by their names; `id` is among them. What is read-only is shown and never taken from a body. */
  readonly fields: FieldsSchema<S>
  /** Those that judge objects are asked about the row, before it is shown, changed or deleted. */
  readonly permissions: readonly PermissionFor<RowOf<S>>[]
  readonly actions?: readonly ResourceAction[]
  /**
   * The column that names the user who created the row. It is set from the token, never from a body. `rows: 'own'`:
   * somebody else's rows do not exist for the caller, in lists as one by one (404); `'all'`: permissions decide.
   */
  readonly owner?: { readonly column: Column<S>; readonly rows: 'own' | 'all' }
  /** Set to the moment of creation. */
  readonly createdAt?: Column<S>
  /** Columns with a unique index, and groups of them. */
  readonly unique?: readonly (Column<S> | readonly Column<S>[])[]
  /** Read-only fields from the row that a foreign key names: `{ category_name: 'category.name' }`. */
  readonly joined?: { readonly [Name in Column<S>]?: `${Column<S>}.${string}` }
  /** `?name=value`. */
  readonly filters?: readonly Column<S>[]
  /** Columns that `?search=` looks into. `^name` from its start, `=name` as a whole. */
  readonly search?: readonly (Column<S> | `^${Column<S>}` | `=${Column<S>}`)[]
  /** Columns that `?ordering=` may name; without any the parameter is ignored. */
  readonly ordering?: readonly Column<S>[]
  /** Rows of a page; `null` shows all in one plain list. */
  readonly pageSize?: number | null
  readonly authentication?: Endpoint['authentication']
  readonly throttles?: Endpoint['throttles']
}

/** A definition whose fields are not of interest. Its permissions were checked against its rows when it was written. */
export interface Resource extends Omit<ResourceDefinition<FieldsShape>, 'permissions'> {
  readonly permissions: readonly PermissionFor<never>[]
}

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
 * Throws for what can only be a mistake: a column that is no name, an owner that a body could set.
 */
export function defineResource<S extends FieldsShape>(definition: ResourceDefinition<S>): Resource {
  const { name, table, path, fields, owner, createdAt, joined = {} } = definition
  const shape: FieldsShape = fields.shape
  const fail = (what: string): never => {
    throw new TypeError(`the resource ${name}: ${what}`)
  }
  const odd = [table, ...Object.keys(shape)].find(text => !identifier.test(text))
  if (odd !== undefined) fail(`${JSON.stringify(odd)} is no name of a table or a column`)
  if (shape.id === undefined) fail('there is no field id')
  if (!path.endsWith('/')) fail('its path does not end in a slash')
  for (const column of ['id', owner?.column, createdAt, ...Object.keys(joined)]) {
    if (column !== undefined && shape[column]?.rules.readOnly !== true) fail(`the field ${column} has to be read-only`)
  }
  for (const source of Object.values(joined)) {
    if (!isJoin(source, shape)) fail(`${JSON.stringify(source)} is not a foreign key and a column of its table`)
  }
  return Object.freeze(definition)
}

function isJoin(source: unknown, shape: FieldsShape): boolean {
  const [key = '', column = '', ...rest] = String(source).split('.')
  return rest.length === 0 && identifier.test(column) && shape[key]?.rules.references !== undefined
}
