/** Converts zod schemas for OpenAPI 3.1: JSON Schema 2020-12 without the keywords of a whole document. */
import { z } from 'zod'
import type { FieldsSchema } from '../../fields/read-fields.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What a client sends. Read-only members are ignored in a body, so they are left out. */
export function inputSchema(schema: FieldsSchema, isPartial: boolean): JsonSchema {
  const written = convert(schema)
  const kept = Object.entries(propertiesOf(written))
    .filter(([, member]) => member.readOnly !== true)
    .map(([name, member]) => [name, isPartial ? member : withDefault(member, schema.shape[name]?.rules.default)])
  const { required, ...rest } = written
  return { ...rest, properties: Object.fromEntries(kept), ...(isPartial || required === undefined ? {} : { required }) }
}

/** Zod leaves the default of a field out, because the field transforms what it reads. */
function withDefault(member: Members, value: unknown): Members {
  return value === undefined ? member : { ...member, default: value }
}

/** What a client receives, without write-only members. */
export function outputSchema(schema: z.ZodType): JsonSchema {
  return showOnly(convert(schema))
}

/** Claims as they are written. What JSON cannot say, such as a Date, may be anything. */
export function claimsSchema(schema: z.ZodType): JsonSchema {
  return convert(schema, { io: 'output', unrepresentable: 'any' })
}

function convert(schema: z.ZodType, how: z.core.ToJSONSchemaParams = { io: 'input' }): JsonSchema {
  const { $schema: _, '~standard': __, additionalProperties, ...rest } = z.toJSONSchema(schema, how) as Members
  return {
    ...rest,
    ...(additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties }),
  }
}

type Members = Readonly<Record<string, unknown>>

function propertiesOf(schema: Members): Readonly<Record<string, Members>> {
  return (schema.properties ?? {}) as Readonly<Record<string, Members>>
}

/** Nested schemas, too: a `user` member has the fields of the profile, which are writable elsewhere. */
function showOnly(schema: Members): JsonSchema {
  const { readOnly: _, ...rest } = schema
  if (rest.items !== undefined) return { ...rest, items: showOnly(rest.items as Members) }
  if (rest.properties === undefined) return rest
  const shown = Object.entries(propertiesOf(rest)).filter(([, member]) => member.writeOnly !== true)
  const names = shown.map(([name]) => name)
  const required = Array.isArray(rest.required) ? rest.required.filter(name => names.includes(name)) : []
  const properties = Object.fromEntries(shown.map(([name, member]) => [name, showOnly(member)]))
  return { ...rest, properties, ...(required.length === 0 ? {} : { required }) }
}
