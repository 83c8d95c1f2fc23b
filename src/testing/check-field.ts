/** For tests of fields: request bodies, and the result of one field for one JSON value. */
import { z } from 'zod'
import type { ParsedBody } from '../fields/parsed-body.ts'
import { type FieldsShape, readFields } from '../fields/read-fields.ts'
import { parseBody } from '../http/request/parsers/body.ts'

export function jsonBody(text: string): ParsedBody {
  return parseBody(Buffer.from(text), 'application/json')
}

export function formBody(text: string): ParsedBody {
  return parseBody(Buffer.from(text), 'application/x-www-form-urlencoded')
}

/** The value, or the field's messages. */
export function checkField(field: FieldsShape[string], json: string): unknown {
  const fields = readFields(z.object({ it: field }), jsonBody(`{"it": ${json}}`))
  return fields.errors.it ?? fields.values.it
}
