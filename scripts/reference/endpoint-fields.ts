/** JSON Schema in the words of a table: the fields of a body, and the members of an answer. */
import { code } from './markdown.ts'

type Schema = Readonly<Record<string, unknown>>

/** One row for each field that a client can send: name, type, whether it is required, and its limits. */
export function fieldRows(schema: Schema): readonly (readonly string[])[] {
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(propertiesOf(schema)).map(([name, field]) => {
    return [code(name), typeOf(field), required.includes(name) ? 'yes' : 'no', rulesOf(field).join('; ')]
  })
}

/** `access`, `refresh`, `user` (`id`, `email`), or `a list of ...`. */
export function membersOf(schema: Schema): string {
  if (schema.items !== undefined) return `a list of ${membersOf(schema.items as Schema)}`
  const properties = Object.entries(propertiesOf(schema))
  if (properties.length === 0) return schema.type === 'object' ? '`{}`' : typeOf(schema)
  const required = Array.isArray(schema.required) ? schema.required : []
  return properties
    .map(([name, member]) => `${code(name)}${required.includes(name) ? '' : '?'}${inside(member)}`)
    .join(', ')
}

function inside(member: Schema): string {
  if (member.items !== undefined) return inside(member.items as Schema).replace('(', '(each: ')
  return Object.keys(propertiesOf(member)).length === 0 ? '' : ` (${membersOf(member)})`
}

function typeOf({ type, anyOf, enum: choices }: Schema): string {
  if (Array.isArray(choices)) return choices.map(choice => code(String(choice))).join(' or ')
  if (Array.isArray(anyOf)) return anyOf.map(one => typeOf(one as Schema)).join(' or ')
  if (Array.isArray(type)) return type.join(' or ')
  return typeof type === 'string' ? type : 'any'
}

const limits: Readonly<Record<string, string>> = {
  minLength: 'at least # characters',
  maxLength: 'at most # characters',
  minimum: 'at least #',
  maximum: 'at most #',
  format: '#',
}

function rulesOf(field: Schema): readonly string[] {
  const limited = Object.entries(limits).flatMap(([key, words]) => {
    if (field[key] === undefined) return []
    return [key === 'minLength' && field[key] === 1 ? 'not blank' : words.replace('#', String(field[key]))]
  })
  const said = typeof field.description === 'string' ? [field.description] : []
  return [...limited, ...said, ...(field.writeOnly === true ? ['never shown'] : [])]
}

function propertiesOf({ properties = {} }: Schema): Readonly<Record<string, Schema>> {
  return properties as Readonly<Record<string, Schema>>
}
