/**
 * One definition writes claims and reads them. Reading validates them: a token may be older than the definition, or
 * come from another service with the same key, so a verified token does not prove the shape of its claims.
 */
import type { z } from 'zod'
import type { Principal } from '../../users/principal.ts'
import type { User } from '../../users/user.ts'

/** What `defineClaims` returns: the function for `tokenClaims`, and `of`, which reads the claims back, typed. */
export interface DefinedClaims<Claims extends Readonly<Record<string, unknown>>> {
  /** For `tokenClaims` of the settings, or `claims` of a token endpoint. */
  (user: User): Claims | Promise<Claims>
  /** The claims of a principal; `undefined` when they do not fit the definition. */
  of(principal: Pick<Principal, 'claims'>): Claims | undefined
  /** What the claims are: for `claims` of a verifier in another service, and for `latchkey client-types`. */
  readonly schema: z.ZodType<Claims>
}

/** What the types of a client are made of; `undefined` for a function that was not made by `defineClaims`. */
export function schemaOfClaims(claimsOf: unknown): z.ZodType | undefined {
  return typeof claimsOf === 'function' && 'schema' in claimsOf ? (claimsOf.schema as z.ZodType) : undefined
}

/**
 * ```ts
 * export const badge = defineClaims(z.object({ team: z.string(), level: z.number() }), async user => ({
 *   team: await teamOf(user.id), level: 3,
 * }))
 * defineConfig({ tokenClaims: badge })
 * badge.of(requirePrincipal(call))?.level
 * ```
 */
export function defineClaims<Claims extends Readonly<Record<string, unknown>>>(
  schema: z.ZodType<Claims>,
  claimsOf: (user: User) => NoInfer<Claims> | Promise<NoInfer<Claims>>,
): DefinedClaims<Claims> {
  const of = ({ claims }: Pick<Principal, 'claims'>) => schema.safeParse(claims).data
  return Object.assign((user: User) => claimsOf(user), { of, schema })
}
