/** Claims are typed from where they are written to where they are read. Checked by `tsc`, never run. */
import { customTokenEndpoint, defineClaims, defineConfig, type Principal, type Settings } from 'latchkey'
import { z } from 'zod'

const badge = defineClaims(z.object({ team: z.string(), level: z.number() }), user => ({ team: user.email, level: 1 }))
export const config = defineConfig({ tokenClaims: badge })
export const endpoint = (settings: Settings) => customTokenEndpoint(settings, { path: '/x/', claims: badge })

export function read(principal: Principal) {
  const level: number | undefined = badge.of(principal)?.level
  // @ts-expect-error a token need not have the claims
  badge.of(principal).level
  // @ts-expect-error a team is text
  const team: number | undefined = badge.of(principal)?.team
  // @ts-expect-error claims that nobody defined are unknown
  const raw: string = principal.claims.team
  return { level, team, raw }
}
// @ts-expect-error what is promised is written
defineClaims(z.object({ level: z.number() }), () => ({ level: 'high' }))
// @ts-expect-error all of it
defineClaims(z.object({ team: z.string(), level: z.number() }), () => ({ team: 'x' }))
