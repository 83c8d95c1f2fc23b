/** The claims that a configuration adds to tokens, as a type for `latchkey/client`. */
import type { Settings } from '../../settings/settings.ts'
import { schemaOfClaims } from '../endpoints/define-claims.ts'
import { claimsSchema, type JsonSchema } from './json-schema.ts'
import { memberOf, typeOf } from './schema-type.ts'

/**
 * Every member may be absent: a token can be older than the configuration. A function that was not made by `defineClaims`
 * does not say what it returns.
 */
export function claimsType(settings: Pick<Settings, 'tokenClaims' | 'rolesClaim' | 'roles'>): string {
  const { tokenClaims, rolesClaim, roles = {} } = settings
  const schema = schemaOfClaims(tokenClaims)
  const own =
    schema === undefined ? {} : ((claimsSchema(schema).properties ?? {}) as Readonly<Record<string, JsonSchema>>)
  const members = Object.entries(own).map(([name, member]) => memberOf(name, typeOf(member), false))
  if (rolesClaim !== undefined) members.push(memberOf(rolesClaim, typeOf(rolesSchema(Object.keys(roles))), false))
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`
}

function rolesSchema(names: readonly string[]): JsonSchema {
  return { type: 'array', items: { enum: names } }
}
