/** A JSON Schema as a type of TypeScript, on one line. What it cannot say, such as a pattern or a range, is left out. */
import type { JsonSchema } from './json-schema.ts'

const simple: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** `unknown` for a schema that allows anything. */
export function typeOf(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const)
  if (Array.isArray(schema.enum)) return unionOf(schema.enum.map(value => JSON.stringify(value)))
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return unionOf(choices.map(typeOf))
  if (Array.isArray(schema.allOf)) return schema.allOf.map(one => `(${typeOf(one)})`).join(' & ')
  if (Array.isArray(schema.type)) return unionOf(schema.type.map(type => typeOf({ ...schema, type })))
  if (schema.type === 'array') return `readonly ${wrapped(typeOf((schema.items ?? {}) as JsonSchema))}[]`
  if (schema.type === 'object' || schema.properties !== undefined) return objectType(schema)
  return simple[String(schema.type)] ?? 'unknown'
}

function objectType({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const members = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, member]) => {
    const isRequired = (required as readonly string[]).includes(name)
    return memberOf(name, typeOf(member), isRequired)
  })
  const others = additionalProperties === true ? 'unknown' : typeOf((additionalProperties ?? {}) as JsonSchema)
  const record = `Readonly<Record<string, ${others}>>`
  if (members.length === 0) return record
  const isOpen = additionalProperties !== undefined && additionalProperties !== false
  // Members of other types would contradict an index signature.
  return `{ ${members.join('; ')} }${isOpen ? ' & Readonly<Record<string, unknown>>' : ''}`
}

/** A member of an object type. */
export function memberOf(name: string, type: string, isRequired: boolean): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
  // With exactOptionalPropertyTypes, too, a member may be left undefined.
  return `readonly ${key}${isRequired ? '' : '?'}: ${type}${isRequired ? '' : ' | undefined'}`
}

function unionOf(types: readonly string[]): string {
  const kinds = [...new Set(types)]
  return kinds.includes('unknown') ? 'unknown' : kinds.join(' | ') || 'never'
}

function wrapped(type: string): string {
  return /[|&]/.test(type) && !type.startsWith('{') ? `(${type})` : type.includes(' & ') ? `(${type})` : type
}
