/**
 * What people would use instead: Fastify with @fastify/jwt, which verifies the token, reads its user by a prepared statement
 * and looks whether the account is active; a login with argon2id beside it. `/hello` is a bare route. `DATABASE`: a file
 * that `bench/targets/make-site.ts` made for it.
 */

import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import fastifyJwt from '@fastify/jwt'
import { hash, verify } from '@node-rs/argon2'
import { fastify } from 'fastify'

const db = new DatabaseSync(process.env.DATABASE ?? ':memory:')
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
const findUser = db.prepare('SELECT * FROM users WHERE id = ?')
const findByEmail = db.prepare('SELECT * FROM users WHERE email = ?')
// Its start does not wait for it.
const decoy = hash('no one has this password')

const app = fastify()
await app.register(fastifyJwt, { secret: process.env.SECRET_KEY ?? '', sign: { expiresIn: '15m' } })

app.get('/hello', async () => ({ message: 'hello' }))

app.get(
  '/mine',
  {
    async preHandler(request, reply) {
      let claims: { readonly token_type?: string; readonly user_id?: string }
      try {
        claims = await request.jwtVerify()
      } catch {
        return reply.code(401).send({ code: 'token_not_valid' })
      }
      const user = claims.token_type === 'access' ? findUser.get(Number(claims.user_id)) : undefined
      if (user?.is_active !== 1) return reply.code(401).send({ code: 'token_not_valid' })
      request.user = user
    },
  },
  async request => ({ id: (request.user as { readonly id: number }).id }),
)

const body = {
  type: 'object',
  required: ['email', 'password'],
  properties: { email: { type: 'string' }, password: { type: 'string' } },
}

app.post('/login', { schema: { body } }, async (request, reply) => {
  const { email, password } = request.body as { readonly email: string; readonly password: string }
  const user = findByEmail.get(email)
  const isRight = await verify(String(user?.password ?? (await decoy)), password)
  if (user?.is_active !== 1 || !isRight) return reply.code(401).send({ code: 'invalid_credentials' })
  const about = { user_id: String(user.id), sid: randomUUID() }
  const token = (token_type: string) => app.jwt.sign({ token_type, jti: randomUUID(), ...about })
  return { access: token('access'), refresh: token('refresh') }
})

console.log(`listening ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
