/** A node whose way to PostgreSQL swallows everything: whatever it is asked, it says within fifteen seconds that it cannot know. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi } from '../faults/api.ts'
import { type Environment, run, secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { logIn, password } from './nodes.ts'

const skip = await whyNoPostgres()
const email = 'alice@example.com'
/** In milliseconds: what is promised, and what a busy machine takes. */
const longest = 15_000 + 1500
const longestProbe = 1000 + 500

const settings: readonly (readonly [string, Environment])[] = [
  ['with its defaults', {}],
  ['which counts requests in the database', { LATCHKEY_THROTTLING: 'true', LATCHKEY_THROTTLE_STORE: 'database' }],
  [
    'under compat',
    { LATCHKEY_COMPAT: 'simplejwt', LATCHKEY_ROTATE_REFRESH_TOKENS: 'true', LATCHKEY_BLACKLIST_AFTER_ROTATION: 'true' },
  ],
]

for (const [which, more] of settings) {
  test(`a node ${which} says so in fifteen seconds, and then goes on`, { skip, timeout: 120_000 }, async t => {
    const url = await createTestSchema(t)
    const proxy = await openPostgresProxy(t)
    const folder = temporaryFolder(t)
    const env = { SECRET_KEY: secretKey, ...more }
    const superuser = { SECRET_KEY: secretKey, DATABASE_URL: url, DJANGO_SUPERUSER_PASSWORD: password }
    const words = ['createsuperuser', '--noinput', '--email', email]
    assert.equal((await run(words, { folder, env: superuser })).code, 0)
    const server = await startServer(t, folder, { ...env, DATABASE_URL: proxy.through(url) })
    const api = createApi(server.url)
    const session = () => logIn([api], email)
    const [refreshing, leaving, reading, changing] = [
      await session(),
      await session(),
      await session(),
      await session(),
    ]
    const get = (path: string, access?: string) =>
      fetch(`${server.url}${path}`, access === undefined ? {} : { headers: { authorization: `Bearer ${access}` } })
    const requests: Readonly<Record<string, () => Promise<{ readonly status: number }>>> = {
      refresh: () => api.refresh(refreshing.refresh),
      'the same refresh': () => api.refresh(refreshing.refresh),
      login: () => api.login(email, password),
      'a wrong password': () => api.login(email, 'not the password'),
      registration: () => api.register('bob@example.com', password),
      logout: () => api.logout(leaving),
      'a guarded request': () => api.profile(reading.access),
      'a change of the password': () => api.changePassword(changing.access, password, 'AnotherPass123!'),
      sessions: () => get('/api/auth/sessions/', reading.access),
      // Under compat there is no such row.
      ...(more.LATCHKEY_COMPAT
        ? {}
        : { 'users, for an administrator': () => get('/api/admin/users/', reading.access) }),
      readiness: () => get('/readyz'),
    }
    // As many connections as the node may have, which look as good as any.
    await Promise.all(Array.from({ length: 12 }, () => api.profile(reading.access)))
    proxy.fail('silence')
    const began = performance.now()
    const ask = async ([name, request]: readonly [string, () => Promise<{ readonly status: number }>]) => {
      const { status } = await request()
      const took = performance.now() - began
      return [name, status, took < (name === 'readiness' ? longestProbe : longest) ? 'in time' : took] as const
    }
    const told = await Promise.all(Object.entries(requests).map(ask))
    assert.deepEqual(
      told,
      Object.keys(requests).map(name => [name, 503, 'in time']),
    )
    proxy.heal()
    proxy.cut()
    assert.equal((await api.refresh(refreshing.refresh)).status, 200)
    assert.equal((await api.profile(leaving.access)).status, 200, 'nothing was done')
  })
}
