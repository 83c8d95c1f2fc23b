/**
 * The part of JSON Schema that our OpenAPI document uses, read strictly: where members are listed there are no others.
 * Returns the place of the first misfit, or `undefined`.
 */
type Schema = Readonly<Record<string, unknown>>

export function findMisfit(document: Schema, schema: Schema, value: unknown, at = ''): string | undefined {
  if (typeof schema.$ref === 'string') return findMisfit(document, follow(document, schema.$ref), value, at)
  const choices = schema.anyOf as readonly Schema[] | undefined
  if (choices !== undefined) {
    const misfits = choices.map(choice => findMisfit(document, choice, value, at))
    return misfits.includes(undefined) ? undefined : misfits.join(' or ')
  }
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some(type => isOf(type, value))) return `${at} is no ${types.join(' or ')}`
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return `${at} is none of ${schema.enum.join()}`
  const format = formats[String(schema.format)]
  if (format !== undefined && typeof value === 'string' && !format.test(value)) return `${at} is no ${schema.format}`
  if (Array.isArray(value))
    return findAmong(
      value.map((one, i) => [`${at}/${i}`, one, schema.items as Schema]),
      document,
    )
  return typeof value === 'object' && value !== null ? findInMembers(document, schema, value, at) : undefined
}

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  email: /^\S+@\S+$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^https?:\/\/\S+$/,
}

export function follow(document: Schema, reference: string): Schema {
  const path = reference.replace('#/', '').split('/')
  return path.reduce<Schema>((found, name) => found[name] as Schema, document)
}

function findInMembers(document: Schema, schema: Schema, value: object, at: string): string | undefined {
  const members = new Map(Object.entries(value))
  const missing = ((schema.required ?? []) as readonly string[]).find(name => !members.has(name))
  if (missing !== undefined) return `${at} has no ${missing}`
  const known = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
  const rest = schema.additionalProperties as Schema | undefined
  const stray = [...members.keys()].find(name => !Object.hasOwn(known, name))
  if (stray !== undefined && rest === undefined && schema.properties !== undefined) return `${at} has ${stray} too`
  return findAmong(
    [...members].map(([name, one]) => [`${at}/${name}`, one, known[name] ?? rest]),
    document,
  )
}

function findAmong(parts: readonly (readonly [string, unknown, Schema | undefined])[], document: Schema) {
  for (const [at, value, schema] of parts) {
    const misfit = schema === undefined ? undefined : findMisfit(document, schema, value, at)
    if (misfit !== undefined) return misfit
  }
  return undefined
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
