/** The app of the guide for Next while it is written, below a basePath; and built by webpack in place of Turbopack. */
import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { account, createBrowser, createNextSite, registration, secret } from './next-site.ts'
import { createConsumer } from './packed.ts'

const app = createConsumer('with_dependencies')
mkdirSync(join(app.folder, 'site'))
const site = createNextSite(join(app.folder, 'site'), join(app.folder, 'node_modules/next/dist/bin/next'))
site.writeGuide("turbopack: { root: '/' }, basePath: '/docs'")
after(async () => {
  await site.stopAll()
  app.remove()
})

/** In memory, a second database would have no accounts. The number shows which version of the file was evaluated. */
const module = (version: number) => `
import { createAuth } from 'latchkey'
import { lazyAuth } from 'latchkey/next'

export const version = ${version}
export const auth = lazyAuth('app', () => {
  console.log('opened by version ${version}')
  return createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite::memory:' })
})`

const versionRoute = `
import { version } from '../../lib/auth'
export const dynamic = 'force-dynamic'
export const GET = () => Response.json(version)`

test('next dev: logins, cookies and guards; an edit is taken and opens no second database', async () => {
  site.write('lib/auth.ts', module(1))
  site.write('app/version/route.ts', versionRoute)
  const { url, said, stop } = await site.start('dev', secret)
  const { ask, jar } = createBrowser(url, '/docs')
  assert.equal((await ask('POST', '/api/auth/cookie/register/', registration)).status, 201)
  assert.deepEqual(jar.names(), ['access_token /', 'refresh_token /docs/api/auth/'])
  assert.equal((await ask('POST', '/api/auth/login', account)).status, 200)
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/')).status, 200)
  for (const path of ['/notes/7', '/notes/7/']) {
    assert.deepEqual(await (await ask('GET', path)).json(), { note: '7', of: 1 })
  }
  assert.equal((await createBrowser(url, '/docs').ask('GET', '/notes/7/')).status, 401)

  assert.equal(await (await ask('GET', '/version')).json(), 1)
  site.write('lib/auth.ts', module(2))
  appendFileSync(join(site.folder, 'app/api/[...path]/route.ts'), '// An edit of the route itself.\n')
  const deadline = Date.now() + 20_000
  while ((await (await ask('GET', '/version')).json()) !== 2) assert.ok(Date.now() < deadline, `no reload:\n${said()}`)

  assert.deepEqual(await (await ask('GET', '/notes/7')).json(), { note: '7', of: 1 })
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/')).status, 200)
  assert.equal((await ask('POST', '/api/auth/login/', account)).status, 200)
  assert.match(await (await ask('GET', '/')).text(), /Hello, (?:<!-- -->)?zoe@example\.com/)
  assert.deepEqual(said().match(/opened by version \d/g), ['opened by version 1'])
  assert.equal((await ask('POST', '/api/auth/cookie/logout/')).status, 200)
  assert.deepEqual(jar.names(), [])
  await stop()
})

test('next build --webpack: the built app serves the same, below its basePath', async () => {
  site.write('lib/auth.ts', module(3))
  assert.match(site.build('--webpack'), /\(webpack\)[\s\S]*\/api\/\[\.\.\.path\]/)
  const { url, said, stop } = await site.start('start', secret)
  const { ask, jar } = createBrowser(url, '/docs')
  assert.equal((await ask('POST', '/api/auth/cookie/register/', registration)).status, 201)
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/')).status, 200)
  assert.deepEqual(await (await ask('GET', '/notes/7/')).json(), { note: '7', of: 1 })
  assert.match(await (await ask('GET', '/')).text(), /Hello, (?:<!-- -->)?zoe@example\.com/)
  assert.equal((await ask('POST', '/api/auth/cookie/logout/')).status, 200)
  assert.deepEqual(jar.names(), [])
  assert.deepEqual(said().match(/opened by version \d/g), ['opened by version 3'])
  await stop()
})
