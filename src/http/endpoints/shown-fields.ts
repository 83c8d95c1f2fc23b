/** Fields as an answer shows them, for documents: what a body may leave out is there, and what it must hold may be old. */
import { z } from 'zod'
import type { FieldRules } from '../../fields/field.ts'
import type { FieldsSchema, FieldsShape } from '../../fields/read-fields.ts'

type CanBeNull = (name: string, rules: FieldRules) => boolean

/** Without the write-only fields. `canBeNull`: which fields are `null` in some answers, beside those with `allowNull`. */
export function shownFields(fields: FieldsSchema, canBeNull: CanBeNull): z.ZodObject {
  const shape: FieldsShape = fields.shape
  const shown = Object.entries(shape).filter(([, { rules }]) => !rules.writeOnly)
  return z.object(
    Object.fromEntries(shown.map(([name, field]) => [name, shownField(field, canBeNull(name, field.rules))])),
  )
}

/** Rules for what is sent are left out: what is stored may come from before them, or from another program. */
function shownField(field: FieldsShape[string], isNullable: boolean): z.ZodType {
  const {
    readOnly: _,
    minLength: __,
    maxLength: ___,
    pattern: ____,
    default: _____,
    ...schema
  } = z.toJSONSchema(field, {
    io: 'input',
  })
  const known = field.rules.allowBlank ? withoutFormat(schema) : schema
  const shown = z.unknown()
  z.globalRegistry.add(shown, isNullable ? orNull(known) : known)
  return shown
}

function withoutFormat({ format: _, ...schema }: Readonly<Record<string, unknown>>) {
  return schema
}

function orNull(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type, enum: values } = schema
  const types = [type ?? []].flat()
  if (types.length === 0 || types.includes('null')) return schema
  return { ...schema, type: [...types, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) }
}
