/** Reads a declared input or query completely: each field, then the rules that the schema has for all of them. */
import { z } from 'zod'
import { invalidFields } from '../problems.ts'
import type { ParsedBody } from './parsed-body.ts'
import { type FieldsSchema, type FieldsShape, type ReadOptions, readFields, requireValid } from './read-fields.ts'

/**
 * Throws `invalid` with DRF's body. Rules of the whole (`z.object({...}).refine(...)`, a serializer's `validate`) are
 * checked once no field has failed; their messages belong to the field that they name, or to `non_field_errors`.
 */
export async function readValid<S extends FieldsShape>(
  schema: FieldsSchema<S>,
  body: ParsedBody,
  options: ReadOptions = {},
): Promise<z.infer<FieldsSchema<S>>> {
  const values = requireValid(readFields(schema, body, options))
  const rules = schema.def.checks ?? []
  if (rules.length === 0) return values
  const result = await z
    .custom<never>(() => true)
    .check(...rules)
    .safeParseAsync(values)
  if (result.success) return values
  const byName = Object.groupBy(result.error.issues, ({ path: [name] }) => String(name ?? 'non_field_errors'))
  throw invalidFields(
    Object.fromEntries(
      Object.entries(byName).map(([name, issues = []]) => [name, issues.map(({ message }) => message)]),
    ),
  )
}

/**
 * Throws when a schema is not an object of fields: a plain zod type has neither DRF's messages nor the rules that forms,
 * OPTIONS and documents need. TypeScript says so at once; this says it to JavaScript.
 */
export function requireFields(what: string, schema: unknown): void {
  const fault = findSchemaFault(schema)
  if (fault !== undefined) throw new TypeError(`${what} ${fault}`)
}

/** What is wrong, in words that stand after the name of the schema. */
export function findSchemaFault(schema: unknown): string | undefined {
  const shape: unknown = typeof schema === 'object' && schema !== null && 'shape' in schema ? schema.shape : undefined
  if (typeof shape !== 'object' || shape === null) {
    return 'is not an object of fields: write z.object({ name: charField() })'
  }
  const plain = Object.entries(shape).find(([, field]) => !isField(field))?.[0]
  if (plain === undefined) return undefined
  return `has \`${plain}\`, which is not a field: use charField(), integerField() and the like, not z.string()`
}

function isField(field: unknown): boolean {
  return typeof field === 'object' && field !== null && 'rules' in field && 'safeParse' in field
}
