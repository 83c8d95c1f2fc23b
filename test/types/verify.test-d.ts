/** What a verifier and its guards say of claims. Checked by `tsc`, never run. */
import { Hono } from 'hono'
import { anyAudience, anyIssuer, type ClaimsSchema, createRemoteVerifier, createVerifier } from 'latchkey/verify'
import { guarded as express } from 'latchkey/verify/express'
import { guarded as fastify } from 'latchkey/verify/fastify'
import { createGuard, guarded as fetchGuarded } from 'latchkey/verify/fetch'
import { guarded as hono } from 'latchkey/verify/hono'
import { z } from 'zod'

const checks = { issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 0 } as const
const keys = [{ algorithm: 'HS256', key: 'x'.repeat(50) }] as const
const published = { jwksUrl: 'https://auth.example.com/.well-known/jwks.json', algorithm: 'ES256' } as const

// Without a schema a claim has the type `unknown`.
const plain = createVerifier({ keys, ...checks })
export const anything: unknown = plain('a.b.c').claims.team
export const typed: string | undefined = plain('a.b.c').claims.token_type
// @ts-expect-error a claim that no schema knows
export const wrong: string = plain('a.b.c').claims.team

// With Zod the output counts, not the input.
const schema = z.object({ team: z.string(), level: z.string().transform(Number) })
const verify = createVerifier({ keys, ...checks, claims: schema })
const later = createRemoteVerifier({ ...published, ...checks, claims: schema })
export const level: number = verify('a.b.c').claims.level
export const laterLevel: Promise<number> = later('a.b.c').then(({ claims }) => claims.level)
// @ts-expect-error the output is a number
export const text: string = verify('a.b.c').claims.level
// @ts-expect-error not of the schema
verify('a.b.c').claims.other
// @ts-expect-error no schema
createVerifier({ keys, ...checks, claims: { team: 'string' } })

// A schema written by hand.
const byHand: ClaimsSchema<{ readonly team: string }> = {
  '~standard': { version: 1, vendor: 'orders', validate: value => ({ value: { team: String(value) } }) },
}
export const team: string = createVerifier({ keys, ...checks, claims: byHand })('a.b.c').claims.team

// Guards know the claims of their verifier, in the rule and behind it.
const request = { raw: { headers: {} } }
const closed = fastify(verify, { require: claims => claims.level > 2 })
export const guardedTeam: string = closed.tokenOf(request).claims.team
// @ts-expect-error a rule knows the claims of the schema
fastify(verify, { require: claims => claims.other === 1 })
// @ts-expect-error a rule says yes or no
fastify(later, { require: claims => claims.team })
// @ts-expect-error a misspelled rule
fastify(verify, { required: () => true })
const open = express(later, { anonymous: 'allowed' })
export const maybe: string | undefined = open.tokenOf({ headers: {} })?.claims.team
// @ts-expect-error an anonymous request has no token
open.tokenOf({ headers: {} }).claims

new Hono()
  .get('/closed', hono(later), c => c.json([c.get('token').claims.level.toFixed(1)]))
  // @ts-expect-error an anonymous request has no token
  .get('/open', hono(verify, { anonymous: 'allowed' }), c => c.json([c.get('token').claims.team]))

export const handler = fetchGuarded(verify, {}, (_, token) => new Response(token.claims.team))
export async function handle(asked: Request): Promise<Response> {
  const token = await createGuard(later)(asked)
  return token instanceof Response ? token : new Response(token.claims.level.toFixed(1))
}
