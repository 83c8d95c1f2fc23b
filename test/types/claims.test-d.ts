/** Claims are typed where they are written and where they are read. Checked by `tsc`, never run. */
import { customTokenEndpoint, defineClaims, defineConfig, type Principal, type Settings } from 'latchkey'
import { createVerifier } from 'latchkey/verify'
import { z } from 'zod'

const badge = defineClaims(z.object({ team: z.string(), level: z.number() }), user => ({ team: user.email, level: 1 }))
export const config = defineConfig({ tokenClaims: badge })
export const endpoint = (settings: Settings) => customTokenEndpoint(settings, { path: '/x/', claims: badge })

export function read(principal: Principal) {
  const level: number | undefined = badge.of(principal)?.level
  // @ts-expect-error a token may not have the claims
  badge.of(principal).level
  // @ts-expect-error the team is a string
  const team: number | undefined = badge.of(principal)?.team
  // @ts-expect-error a claim that was not defined has the type `unknown`
  const raw: string = principal.claims.team
  return { level, team, raw }
}
// The same definition, in a service that only verifies.
export const verify = createVerifier({
  keys: [],
  issuer: 'x',
  audience: 'y',
  tokenType: 'access',
  leeway: '0s',
  claims: badge.schema,
})
verify('').claims.level satisfies number
// @ts-expect-error a claim with another type
defineClaims(z.object({ level: z.number() }), () => ({ level: 'high' }))
// @ts-expect-error a missing claim
defineClaims(z.object({ team: z.string(), level: z.number() }), () => ({ team: 'x' }))
