/** `output: 'standalone'`, below a basePath: what the build has traced runs alone, in a folder without other packages. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { installProject } from './installed.ts'
import { createBrowser, createNextSite, guideFiles, registration, secret, urlOf } from './next-site.ts'
import { startProgram } from './program.ts'
import { visitPages } from './visit-pages.ts'

const folder = installProject(['next', 'react', 'react-dom', 'typescript', '@types/node', '@types/react'])
const image = mkdtempSync(join(tmpdir(), 'latchkey-standalone-'))
after(() => rmSync(image, { recursive: true, force: true }))

const auth = `
import { allowAny, charField, createAuth, defineResource, readOnlyField } from 'latchkey'
import { lazyAuth } from 'latchkey/next'
import { z } from 'zod'

const note = defineResource({
  name: 'Note',
  table: 'notes',
  path: '/api/notes/',
  fields: z.object({ id: readOnlyField('integer'), title: charField() }),
  permissions: [allowAny],
  pageSize: 1,
})
const sql = "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL); INSERT INTO notes (title) VALUES ('a'), ('b')"

export const auth = lazyAuth('app', () =>
  createAuth({
    secretKey: process.env.SECRET_KEY,
    database: 'sqlite:app.sqlite3',
    allowedHosts: ['127.0.0.1'],
    migrations: [{ number: 1, name: 'notes', sql }],
    resources: [note],
    publicUrl: 'https://app.example.com/docs',
    social: { github: { clientId: 'of-the-test', clientSecret: 'of-the-test' } },
  }),
)`

test('the first request already has an address and the basePath; cookies, links and redirects begin with it', async t => {
  const site = createNextSite(folder, join(folder, 'node_modules/next/dist/bin/next'))
  site.writeGuide("output: 'standalone', basePath: '/docs'")
  site.write('lib/auth.ts', auth)
  site.write('instrumentation.ts', guideFiles().get('instrumentation.ts') ?? assert.fail('the guide has the file'))
  site.build()
  cpSync(join(folder, '.next/standalone'), image, { recursive: true })
  const env = { PATH: process.env.PATH, HOSTNAME: '127.0.0.1', PORT: '0', ...secret }
  const server = startProgram(['server.js'], { cwd: image, env })
  t.after(() => server.stop())
  const url = await urlOf(server)
  const { ask, jar } = createBrowser(url, '/docs')
  const registered = await ask('POST', '/api/auth/cookie/register/', registration)
  assert.equal(registered.status, 201, `${await registered.text()}\n${server.said()}`)
  assert.deepEqual(jar.names(), ['access_token /', 'refresh_token /docs/api/auth/'])
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/')).status, 200)
  assert.deepEqual(await (await ask('GET', '/notes/7/')).json(), { note: '7', of: 1 })
  assert.match(await (await ask('GET', '/')).text(), /Hello, (?:<!-- -->)?zoe@example\.com/)

  assert.ok((await (await ask('GET', '/api/notes/')).text()).includes(`"next":"${url}/docs/api/notes/?page=2"`))
  const redirect = await ask('GET', '/api/auth/social/github/')
  const location = new URL(redirect.headers.get('location') ?? `${url}/${redirect.status}`)
  const callback = '/docs/api/auth/social/github/callback/'
  assert.equal(location.searchParams.get('redirect_uri'), `https://app.example.com${callback}`)
  assert.ok(jar.header(callback).includes('social'), 'the cookie of the sign-in comes back to the callback')

  await visitPages(ask, '/docs')
  assert.equal((await ask('POST', '/api/auth/cookie/logout/')).status, 200)
  assert.deepEqual(
    jar.names().filter(name => name.includes('token')),
    [],
  )
  assert.doesNotMatch(server.said(), /address\.missing/)
})
