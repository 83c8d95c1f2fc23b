import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import type { Config } from '../settings/settings.ts'
import { resolveSettings } from '../settings.ts'
import { askServer } from '../testing/ask-server.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { assembleServer } from './assemble.ts'
import { createHttpServer } from './http-server.ts'
import { startPageEndpoint } from './start-page.ts'

const secretKey = 'A0-start-page-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'

async function createScene(t: TestContext, config: Config = {}) {
  const settings = resolveSettings([{ source: 'test', values: { secretKey, ...config } }])
  const auth = await createTestAuth(config, { endpoints: [startPageEndpoint(settings)] })
  t.after(() => auth.close())
  return async (accept: string) => await auth.request('GET', '/', { headers: { accept } })
}

test('/ tells a program what this is and where to go', async t => {
  const ask = await createScene(t, { apiDocs: true })
  const { status, json } = await ask('*/*')
  assert.equal(status, 200)
  assert.equal(json.name, 'Latchkey')
  assert.deepEqual(
    [json.documentation, json.openapi, json.login, json.register],
    ['/docs/', '/openapi.json', '/api/auth/login/', '/api/auth/register/'],
  )
})

test('/ is a page for a browser, whose policy allows its style and its script and nothing else', async t => {
  const ask = await createScene(t, { apiDocs: true })
  const { headers, text } = await ask('text/html,application/xhtml+xml,*/*;q=0.8')
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8')
  assert.match(text, /<a href="docs\/">/)
  const policy = headers.get('content-security-policy') ?? ''
  assert.match(policy, /^default-src 'none'; /)
  for (const [, part = ''] of text.matchAll(/<(?:style|script)>([\s\S]*?)<\/(?:style|script)>/g)) {
    assert.ok(policy.includes(createHash('sha256').update(part).digest('base64')))
  }
})

test('/ links no documentation that is not served, and shows no version', async t => {
  const ask = await createScene(t, { debug: false })
  const page = await ask('text/html')
  assert.doesNotMatch(page.text, /docs\//)
  const { json } = await ask('application/json')
  assert.equal(json.documentation, undefined)
  for (const said of [page.text, JSON.stringify(json)]) assert.doesNotMatch(said, /\d+\.\d+\.\d+(?!\.)/)
})

test('/ names paths that were moved, and none that is switched off', async t => {
  const paths = { login: '/in/', openapi: '/schema.json', api_docs: '/a/docs/' }
  const ask = await createScene(t, { apiDocs: true, paths, disabledEndpoints: ['register'] })
  const { json } = await ask('*/*')
  assert.deepEqual([json.documentation, json.openapi, json.login], ['/a/docs/', '/schema.json', '/in/'])
  assert.ok(!('register' in json))
  const { text } = await ask('text/html')
  assert.match(text, /localhost:8000\/in\/ [\s\S]*href|href="schema.json"/)
  assert.doesNotMatch(text, /register|Register/)
})

test('/ shows the login of accounts by user name', async t => {
  const ask = await createScene(t, { accounts: 'username' })
  assert.match((await ask('text/html')).text, /"username": "user"/)
})

test('an endpoint of the application at / is served in place of the start page, also without the ready-made server', async t => {
  const own = defineEndpoint({
    path: '/',
    authentication: 'none',
    permissions: [],
    GET: () => ({ status: 200, body: { mine: true } }),
  })
  const values = { secretKey, databaseUrl: 'sqlite::memory:', passwordMemory: 64, passwordIterations: 1 }
  const settings = resolveSettings([{ source: 'test', values }])
  const { app, auth: ready } = await assembleServer(settings, [], [own])
  const library = await createTestAuth({}, { endpoints: [own] })
  const plain = createHttpServer(library)
  for (const server of [app, plain]) {
    const { status, body } = await (await askServer(t, server))('/')
    assert.deepEqual([status, JSON.parse(body)], [200, { mine: true }])
  }
  t.after(() => Promise.all([ready.close(), library.close()]))
})

test('/ is switched off and moved by name, and refused at the path of another row', async t => {
  const serve = async (config: Config) => {
    const values = { secretKey, databaseUrl: 'sqlite::memory:', ...config }
    const { app, auth } = await assembleServer(resolveSettings([{ source: 'test', values }]), [])
    const ask = await askServer(t, app)
    t.after(() => auth.close())
    return async (path: string) => (await ask(path)).status
  }
  assert.equal(await (await serve({ disabledEndpoints: ['start_page'] }))('/'), 404)
  const moved = await serve({ paths: { start_page: '/start/' } })
  assert.deepEqual([await moved('/'), await moved('/start/')], [404, 200])
  await assert.rejects(serve({ paths: { start_page: '/openapi.json' } }), {
    name: 'ConfigurationError',
    message: /puts start_page at \/openapi\.json, where openapi is/,
  })
})
