/**
 * What the peers of the durable refresh have in common: a Fastify app that verifies a refresh token by fast-jwt, has a
 * store replace its id, and signs the next pair. The stores are beside this file.
 */
import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'
import { type FastifyInstance, fastify } from 'fastify'

/** What a peer does with its database by hand. */
export interface SessionTable {
  begin(sid: string, jti: string, exp: number): Promise<{ readonly userId: number }> | { readonly userId: number }
  /** Durable when it resolves. `false`: no row had this id. */
  replace(swap: Swap): Promise<boolean> | boolean
}

export interface Swap {
  readonly sid: string
  readonly userId: number
  readonly from: string
  readonly to: string
  readonly exp: number
  readonly now: number
}

/** For measuring alone. */
const secret = 'A0-bench-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'
const [accessSeconds, refreshSeconds] = [900, 604_800]

const body = { type: 'object', required: ['refresh'], properties: { refresh: { type: 'string' } } }

export function createPeer(table: SessionTable): FastifyInstance {
  const verify = createVerifier({ key: secret, algorithms: ['HS256'] })
  const sign = createSigner({ key: secret, algorithm: 'HS256' })
  const pairOf = (userId: number, sid: string, jti: string, now: number, exp: number) => {
    const iat = Math.floor(now / 1000)
    const about = { iat, user_id: String(userId), sid }
    const access = { token_type: 'access', exp: iat + accessSeconds, jti: randomUUID(), ...about }
    return { access: sign(access), refresh: sign({ token_type: 'refresh', exp, jti, ...about }) }
  }
  const app = fastify({ logger: false })
  app.post('/api/auth/register/', async (_request, reply) => {
    const [sid, jti, now] = [randomUUID(), randomUUID(), Date.now()]
    const exp = Math.floor(now / 1000) + refreshSeconds
    const { userId } = await table.begin(sid, jti, exp)
    return reply.code(201).send({ tokens: pairOf(userId, sid, jti, now, exp) })
  })
  app.post('/api/auth/token/refresh/', { schema: { body } }, async (request, reply) => {
    const { refresh } = request.body as { readonly refresh: string }
    let claims: { readonly token_type: string; readonly user_id: string; readonly sid: string; readonly jti: string }
    try {
      claims = verify(refresh)
    } catch {
      return reply.code(401).send({ code: 'token_not_valid' })
    }
    if (claims.token_type !== 'refresh') return reply.code(401).send({ code: 'token_not_valid' })
    const { sid, jti: from } = claims
    const [userId, to, now] = [Number(claims.user_id), randomUUID(), Date.now()]
    const exp = Math.floor(now / 1000) + refreshSeconds
    const isReplaced = await table.replace({ sid, userId, from, to, exp, now })
    return isReplaced ? pairOf(userId, sid, to, now, exp) : reply.code(401).send({ code: 'token_not_valid' })
  })
  return app
}

/** Says where it listens, as every target of a measurement does. */
export async function serve(app: FastifyInstance): Promise<void> {
  console.log(`listening ${await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) })}`)
}
