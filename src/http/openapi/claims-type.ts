/** The claims that a configuration adds to tokens, as types for `latchkey/client`. */
import type { z } from 'zod'
import type { Settings } from '../../settings/settings.ts'
import { schemaOfClaims } from '../endpoints/define-claims.ts'
import type { DocumentedRow } from './document.ts'
import { claimsSchema, type JsonSchema } from './json-schema.ts'
import { memberOf, typeOf } from './schema-type.ts'

type ClaimSettings = Pick<Settings, 'tokenClaims' | 'rolesClaim' | 'roles'>

/**
 * Every member may be absent: a token can be older than the configuration. A function that was not made by `defineClaims`
 * does not say what it returns. `own`: claims of one row, which count before those of all.
 */
export function claimsType(settings: ClaimSettings, own?: z.ZodType): string {
  const { tokenClaims, rolesClaim, roles = {} } = settings
  const claims = {
    ...membersOf(schemaOfClaims(tokenClaims)),
    ...membersOf(own),
    ...(rolesClaim === undefined ? {} : { [rolesClaim]: rolesSchema(Object.keys(roles)) }),
  }
  const members = Object.entries(claims).map(([name, member]) => memberOf(name, typeOf(member), false))
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`
}

/** The claims of tokens by the row that makes them, where it adds some of its own. */
export function rowClaims(settings: ClaimSettings, rows: readonly DocumentedRow[]): ReadonlyMap<string, string> {
  const found = rows.flatMap(({ path, endpoint }) =>
    Object.entries(endpoint.methods).flatMap(([verb, { output }]): readonly [string, string][] =>
      output?.claims === undefined ? [] : [[`${verb} ${path}`, claimsType(settings, output.claims)]],
    ),
  )
  return new Map(found)
}

function membersOf(schema: z.ZodType | undefined): Readonly<Record<string, JsonSchema>> {
  return schema === undefined ? {} : ((claimsSchema(schema).properties ?? {}) as Readonly<Record<string, JsonSchema>>)
}

function rolesSchema(names: readonly string[]): JsonSchema {
  return { type: 'array', items: { enum: names } }
}
