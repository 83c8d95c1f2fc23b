/** Reads the declared query parameters of a request, as DRF reads a form: text, the last value of a repeated name. */
import type { z } from 'zod'
import type { FieldsSchema, FieldsShape } from '../../fields/read-fields.ts'
import { readValid } from '../../fields/read-valid.ts'
import { parseForm } from './parsers/form.ts'

/** Throws `invalid`, with messages for each parameter. Unknown parameters are ignored. */
export async function readQuery<S extends FieldsShape>(
  schema: FieldsSchema<S>,
  query: string,
): Promise<z.infer<FieldsSchema<S>>> {
  const data = parseForm(new TextEncoder().encode(query))
  return await readValid(schema, { data, isForm: true }, { source: 'query' })
}
