/** zod's schemas as OpenAPI 3.1 writes them: JSON Schema 2020-12, without the keywords that only a whole document has. */
import { z } from 'zod'
import type { FieldsSchema } from '../../fields/read-fields.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What a client sends. Members that only go out are ignored on their way in, so they are left away. */
export function inputSchema(schema: FieldsSchema, isPartial: boolean): JsonSchema {
  const written = convert(schema)
  const kept = Object.entries(propertiesOf(written)).filter(([, member]) => member.readOnly !== true)
  const { required, ...rest } = written
  return { ...rest, properties: Object.fromEntries(kept), ...(isPartial || required === undefined ? {} : { required }) }
}

/** What a client gets. Members that only come in are never shown. */
export function outputSchema(schema: z.ZodType): JsonSchema {
  return showOnly(convert(schema))
}

function convert(schema: z.ZodType): JsonSchema {
  const {
    $schema: _,
    '~standard': __,
    additionalProperties,
    ...rest
  } = z.toJSONSchema(schema, { io: 'input' }) as Members
  return {
    ...rest,
    ...(additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties }),
  }
}

type Members = Readonly<Record<string, unknown>>

function propertiesOf(schema: Members): Readonly<Record<string, Members>> {
  return (schema.properties ?? {}) as Readonly<Record<string, Members>>
}

/** Also inside: a `user` member is described by the fields of the profile, which can be written elsewhere. */
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
