/** `?category=2&is_available=true`: django-filter's exact lookups, with its forms' messages for invalid values. */

import type { FieldRules } from '../../../fields/field.ts'
import type { FieldsShape } from '../../../fields/read-fields.ts'
import { asciiDigits, strip } from '../../../kernel/python-text.ts'
import { type FieldErrors, invalidFields } from '../../../problems.ts'
import type { Resource } from '../resource.ts'
import { isRowId, readRowId } from '../row-id.ts'
import type { TableRow, TableStore, Value } from '../table-store.ts'
import { isReachable, type Reference, type ResourceView } from './table-view.ts'

type Reading = { readonly value: Value } | { readonly message: string } | 'unfiltered'

/** Other parameters are ignored; of a repeated one, the last counts. Throws `invalid`. */
export async function readFilters(
  tables: TableStore,
  { fields, filters = [] }: Resource,
  view: ResourceView,
  query: URLSearchParams,
): Promise<TableRow> {
  const errors: Record<string, FieldErrors[string]> = {}
  const equals: Record<string, Value> = {}
  for (const name of filters) {
    const field = fields.shape[name]
    const reading =
      field === undefined ? 'unfiltered' : await readFilter(tables, view, name, field, query.getAll(name).at(-1) ?? '')
    if (reading === 'unfiltered') continue
    if ('message' in reading) errors[name] = [reading.message]
    else equals[name] = reading.value
  }
  if (Object.keys(errors).length > 0) throw invalidFields(errors)
  return equals
}

async function readFilter(
  tables: TableStore,
  view: ResourceView,
  name: string,
  field: FieldsShape[string],
  sent: string,
): Promise<Reading> {
  const text = strip(sent)
  if (text === '') return 'unfiltered'
  const { rules } = field
  const reference = view.references.find(each => each.name === name)
  if (reference !== undefined) return await readKey(tables, view, reference, text)
  if (rules.kind === 'boolean') return readBoolean(text)
  const wrong = wrongValues[rules.kind]
  if (wrong === undefined) return { value: text }
  if (rules.kind === 'integer') return readWhole(text) ?? { message: wrong(text) }
  const checked = field.safeParse(text)
  return checked.success ? { value: checked.data as Value } : { message: wrong(text) }
}

/** Also past 2^53, which a column may hold; no row has what is past 64 bits. */
function readWhole(sent: string): Reading | undefined {
  const text = asciiDigits(sent)
  if (!isRowId(text, false)) return undefined
  const value = readRowId(text, false)
  return value === undefined ? undefined : { value }
}

/** Messages for the kinds that do not accept every text. */
const wrongValues: Readonly<Partial<Record<FieldRules['kind'], (text: string) => string>>> = {
  integer: () => 'Enter a number.',
  decimal: () => 'Enter a number.',
  date: () => 'Enter a valid date.',
  datetime: () => 'Enter a valid date/time.',
  choice: text => `Select a valid choice. ${text} is not one of the available choices.`,
}

/** Any other text means no filter, without an error, as in django-filter. */
function readBoolean(text: string): Reading {
  const word = text.toLowerCase()
  if (word === 'true' || word === '1') return { value: true }
  return word === 'false' || word === '0' ? { value: false } : 'unfiltered'
}

async function readKey(tables: TableStore, view: ResourceView, reference: Reference, text: string): Promise<Reading> {
  const { isText } = reference
  const id = isRowId(text, isText) ? readRowId(text, isText) : undefined
  if (id !== undefined && (await isReachable(tables, view, reference, id))) return { value: id }
  return { message: 'Select a valid choice. That choice is not one of the available choices.' }
}
