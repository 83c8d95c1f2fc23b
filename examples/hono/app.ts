/** Typed guards in Hono: `c.get('principal')` is a Principal where the guard asks for one, and may be undefined where it does not. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { allowAny, type Config, createAuth, definePermission, isAuthenticated } from 'latchkey'
import { guarded, latchkey } from 'latchkey/hono'

/** A permission of this app, from a claim that the login writes. */
const isOnTeam = definePermission('IsOnTeam', ({ principal }) => principal?.claims.team === 'red', {
  requiresPrincipal: true,
})

/** `config` needs `secretKey` and `database`. */
export async function openApp(config: Config) {
  const auth = await createAuth({
    ...config,
    tokenClaims: user => ({ team: user.email?.endsWith('@red.example.com') ? 'red' : 'blue' }),
  })
  const app = new Hono()
    .use(latchkey(auth))
    .get('/hello', guarded(auth, { permissions: [allowAny] }), c => {
      const id = c.get('principal')?.id
      return c.json({ hello: id === undefined ? 'stranger' : `user ${id}` })
    })
    .get('/notes/:id', guarded(auth, { permissions: [isAuthenticated] }), c => {
      return c.json({ note: c.req.param('id'), of: c.get('principal').id })
    })
    .get('/team', guarded(auth, { permissions: [isOnTeam] }), async c => {
      const { email } = await c.get('principal').user()
      return c.json({ email })
    })
  return { app, close: () => auth.close() }
}

if (import.meta.main) {
  const { app } = await openApp({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' })
  serve({ fetch: app.fetch, port: 8000 }, ({ port }) => console.log(`http://localhost:${port}`))
}
