/** Columns of the application on its table of users: which are carried as fields of users, and why others are not. */
import type { DjangoSettings } from './django-settings.ts'
import { DjangoMapError, type MapOptions } from './map-options.ts'
import type { OwnField } from './project.ts'
import type { DjangoColumn, DjangoTable } from './schema/tables.ts'

export interface MappedFields {
  readonly fields: readonly OwnField[]
  readonly notCarried: readonly { readonly column: string; readonly why: string }[]
}

/** `taken`: columns that an account has itself. Throws DjangoMapError for a `--field` that cannot be carried. */
export function mapFields(
  table: DjangoTable,
  settings: DjangoSettings | undefined,
  { fields: chosen, inactiveWhen = [] }: MapOptions,
  taken: readonly string[],
): MappedFields {
  const fields: OwnField[] = []
  const notCarried: { column: string; why: string }[] = []
  for (const { name } of chosen ?? [])
    if (!isFieldName(name)) throw new DjangoMapError(`${name} is no name for a field.`, nameRule)
  for (const column of table.columns.filter(({ name }) => !taken.includes(name))) {
    const choice = chosen?.find(field => field.column === column.name)
    const why = whyNot(table, column, settings)
    if (choice !== undefined && why !== undefined) {
      throw new DjangoMapError(`The column ${column.name} cannot be carried: ${why}.`, 'Leave that --field out.')
    }
    if (inactiveWhen.includes(column.name)) continue
    if (why !== undefined) notCarried.push({ column: column.name, why })
    else if (chosen !== undefined && choice === undefined)
      notCarried.push({ column: column.name, why: 'no --field names it' })
    else fields.push(fieldOf(column, choice?.name ?? fieldName(column.name)))
  }
  const missing = chosen?.find(({ column }) => !table.columns.some(({ name }) => name === column))
  if (missing !== undefined)
    throw new DjangoMapError(`The table ${table.name} has no column ${missing.column}.`, 'Correct --field.')
  return { fields, notCarried }
}

const nameRule = 'Write lower case letters, digits and underscores, and no name that accounts have: --field own_id=id.'

/** What `defineUserFields` refuses. */
const takenNames = [
  ...['id', 'username', 'email', 'first_name', 'last_name', 'full_name', 'is_active', 'is_staff', 'is_superuser'],
  ...['date_joined', 'last_login', 'login', 'password', 'password_confirm', 'user', 'tokens', 'message'],
]

function isFieldName(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,50}$/.test(name) && !takenNames.includes(name)
}

function fieldName(column: string): string {
  if (isFieldName(column)) return column
  const plain = column.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
  return isFieldName(plain) ? plain : `own_${plain}`.slice(0, 50)
}

function fieldOf({ name: column, type, isNullable }: DjangoColumn, name: string): OwnField {
  const length = /^(?:character varying|varchar|char|character)\((\d+)\)$/.exec(type)?.[1]
  return {
    name,
    column,
    type: typeOf(type) ?? 'text',
    isNullable,
    isDate: type === 'date',
    maxLength: length === undefined ? undefined : Number(length),
  }
}

function typeOf(type: string): OwnField['type'] | undefined {
  if (/^(?:bool|boolean|tinyint\(1\))$/.test(type)) return 'boolean'
  if (/^(?:tiny|small|medium|big)?(?:int|integer|serial)\b/.test(type)) return 'integer'
  return /^(?:character varying|varchar|char|character|citext|(?:tiny|medium|long)?text)\b/.test(type) ||
    type === 'date'
    ? 'text'
    : undefined
}

/** Dates are carried as text: `2026-11-29`. */
function whyNot(
  table: DjangoTable,
  { name, type }: DjangoColumn,
  settings: DjangoSettings | undefined,
): string | undefined {
  const key = table.foreignKeys.find(({ column }) => column === name)
  if (key !== undefined) return `a foreign key to ${key.toTable}`
  const field = settings?.fields.find(({ column, table: of }) => column === name && of === table.name)
  if (field !== undefined && field.related !== null) return `a foreign key to ${field.related}`
  if (field?.class === 'JSONField' || /^jsonb?$/.test(type)) return 'JSON'
  if (/^(?:decimal|numeric)\b/.test(type)) return 'a decimal number'
  if (/^(?:double|real|float)/.test(type)) return 'a floating-point number'
  if (/^(?:timestamp|datetime)/.test(type)) return 'a moment in time'
  if (field?.class === 'UUIDField' || type === 'uuid') return 'a UUID'
  if (field?.class === 'DurationField') return 'a duration'
  return typeOf(type) === undefined ? `a value of type ${type}` : undefined
}
