/** The query parameters of a list, for documents: `list-rows.ts` reads them, with the messages of DRF and django-filter. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { createField } from '../../../fields/field.ts'
import type { FieldsSchema, FieldsShape } from '../../../fields/read-fields.ts'
import type { Resource } from '../resource.ts'
import { defaultPageSize } from './list-rows.ts'

export function listQuery({
  fields,
  filters = [],
  search = [],
  ordering = [],
  pageSize = defaultPageSize,
  pagination = 'page',
}: Resource): FieldsSchema {
  const filtered = filters.flatMap(name => {
    const field = fields.shape[name]
    return field === undefined ? [] : [[name, filterOf(field)] as const]
  })
  const shape: FieldsShape = {
    ...(pagination === 'limit-offset' ? limitOffset : {}),
    ...(pagination === 'cursor' && pageSize !== null ? { cursor: text('The pagination cursor value.') } : {}),
    ...(pagination === 'page' && pageSize !== null ? { page: text('The number of a page, from 1, or `last`.') } : {}),
    ...(search.length === 0 ? {} : { search: text('Words that each row has to contain.') }),
    ...(ordering.length === 0 ? {} : { ordering: text(orderingHelp(ordering)) }),
    ...Object.fromEntries(filtered),
  }
  return z.object(shape)
}

/** Rows with this value. Also of a read-only field, which cannot be written but can be looked for. */
function filterOf(field: FieldsShape[string]) {
  const {
    readOnly: _,
    writeOnly: __,
    $schema: ___,
    '~standard': ____,
    ...jsonSchema
  } = z.toJSONSchema(field, { io: 'input' })
  return createField<unknown, { required: false }>({
    kind: field.rules.kind,
    options: { required: false },
    jsonSchema,
    check: value => ({ value }),
  })
}

/** Whole numbers, in DRF's words. Others are ignored, so nothing here is checked. */
const limitOffset: FieldsShape = {
  limit: wholeNumber('Number of results to return per page.'),
  offset: wholeNumber('The initial index from which to return the results.'),
}

function wholeNumber(description: string) {
  return createField<unknown, { required: false }>({
    kind: 'integer',
    options: { required: false },
    jsonSchema: { type: 'integer', description },
    check: value => ({ value }),
  })
}

function text(helpText: string) {
  return charField({ required: false, allowBlank: true, helpText })
}

function orderingHelp(names: readonly string[]): string {
  return `Names separated by commas, \`-\` before one for descending order: ${names.join(', ')}.`
}
