import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny } from '../../permissions/built-in.ts'
import { resolveSettings } from '../../settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { defineEndpoint } from './define-endpoint.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const credentials = { username: 'user', password: 'SecurePass123!' }
const sliding = { token_obtain_sliding: '/api/token/', token_refresh_sliding: '/api/token/refresh/' }
const pairAway = { token_obtain_pair: '/api/pair/', token_refresh: ['/api/pair/refresh/', '/api/auth/token/refresh/'] }

test('sliding tokens are served at the paths of tutorial 4, by setting, and the pair where it was moved to', async t => {
  const auth = await createTestAuth({ accounts: 'username', compat: 'simplejwt', paths: { ...sliding, ...pairAway } })
  t.after(() => auth.close())
  const { request } = auth
  const account = { ...credentials, email: 'user@example.com', password_confirm: credentials.password }
  assert.equal((await request('POST', '/api/auth/register/', { json: account })).status, 201)
  const obtained = await request('POST', '/api/token/', { json: credentials })
  assert.deepEqual(Object.keys(obtained.json), ['token'])
  const renewed = await request('POST', '/api/token/refresh/', { json: obtained.json })
  assert.deepEqual([renewed.status, Object.keys(renewed.json)], [200, ['token']])
  assert.equal((await request('POST', '/api/sliding/token/', { json: credentials })).status, 404)
  const { refresh } = (await request('POST', '/api/pair/', { json: credentials })).json
  for (const path of pairAway.token_refresh) {
    assert.equal((await request('POST', path, { json: { refresh } })).status, 200)
  }
  const document = (await request('GET', '/openapi.json')).json
  assert.ok(document.paths['/api/pair/'].post)
  assert.equal(document.paths['/api/sliding/token/'], undefined)
})

test('endpoints that are switched off by name, or by the beginning of it, are not there', async t => {
  const auth = await createTestAuth({ disabledEndpoints: ['register', 'cookie_*', 'openapi'], apiDocs: true })
  t.after(() => auth.close())
  const off = ['/api/auth/register/', '/api/auth/cookie/login/', '/api/auth/cookie/refresh/', '/openapi.json', '/docs/']
  for (const path of off) {
    assert.equal((await auth.request('POST', path, { json: {} })).status, 404, path)
    assert.ok(!auth.paths.includes(path))
  }
  assert.equal((await auth.request('POST', '/api/auth/login/', { json: {} })).status, 400)
})

test('the root of resources is switched off, and an endpoint that replaces a built-in one stays', async t => {
  const own = defineEndpoint({
    path: '/api/token/',
    permissions: [allowAny],
    GET: () => ({ status: 200, body: 'own' }),
  })
  const auth = await createTestAuth({ disabledEndpoints: ['token_*', 'api_root'] }, { endpoints: [own] })
  t.after(() => auth.close())
  assert.equal((await auth.request('GET', '/api/token/')).json, 'own')
  assert.equal((await auth.request('POST', '/api/auth/token/', { json: {} })).status, 404)
})

const refused: Readonly<Record<string, [object, RegExp]>> = {
  'a misspelt name': [
    { paths: { token_obtain_silding: '/a/' } },
    /no built-in .* \(write token_obtain_sliding\)|write token_obtain_sliding/,
  ],
  'another spelling of a name': [{ disabledEndpoints: ['token-obtain-pair'] }, /write token_obtain_pair/],
  'a group without its asterisk': [{ disabledEndpoints: ['social'] }, /write social_\*/],
  'a path for a name': [{ disabledEndpoints: ['/api/auth/register/'] }, /write register/],
  'a group that is none': [{ disabledEndpoints: ['soziales_*'] }, /no built-in endpoint/],
  'a path that another endpoint has': [
    { paths: sliding },
    /token_obtain_sliding at \/api\/token\/, where token_obtain_pair is.*disabledEndpoints: \['token_obtain_pair'\]/,
  ],
  'one path for two': [{ paths: { login: '/in/', register: '/in/' } }, /puts \w+ at \/in\/, where \w+ is/],
  'a path that is switched off': [{ paths: { login: '/in/' }, disabledEndpoints: ['login'] }, /keep one of the two/],
  'a path without its parameter': [
    { paths: { session_detail: '/sessions/' } },
    /give it \{id\}, such as '\/api\/auth\/sessions\/\{id\}\/'/,
  ],
  'a path with a parameter of its own': [{ paths: { login: '/{tenant}/login/' } }, /leave parameters out/],
  'a root that would lead nowhere': [{ paths: { api_root: '/root/' } }, /give the resources other paths/],
}

for (const [what, [config, message]] of Object.entries(refused)) {
  test(`${what} is refused at the start`, async () => {
    await assert.rejects(createTestAuth(config), { name: 'ConfigurationError', message })
  })
}

test('a name is known where these settings do not serve its endpoint', async () => {
  const names = ['social_*', 'social_google_token', 'password_reset', 'protected', 'api_docs', 'api_root']
  const auth = await createTestAuth({ disabledEndpoints: names, paths: { email_change_revert: '/revert/' } })
  await auth.close()
})

const spelled: Readonly<Record<string, string>> = {
  'api/token/': '/api/token/',
  '/api/token': '/api/token/',
  'https://example.com/api/token/': '/api/token/',
  '//api//token/': '/api/token/',
  '/api/<int:id>/': '/api/{id}/',
  '/api/:id/': '/api/{id}/',
}

for (const [wrong, right] of Object.entries(spelled)) {
  test(`the path ${wrong} is refused with its right spelling`, () => {
    assert.throws(() => settingsOf({ paths: { login: wrong } }), { message: new RegExp(`write '${right}'`) })
  })
}

test('paths with other characters, no path and no text are refused', () => {
  for (const path of ['/a b/', '/a/../b/', '/a;b/', '/a?b/', '/', '', 7, ['/a/', '/a%2Fb/'], [], null, false]) {
    assert.throws(() => settingsOf({ paths: { login: path } }), { name: 'ConfigurationError' }, String(path))
  }
  assert.throws(() => settingsOf({ paths: { login: null } }), { message: /disabledEndpoints: \['login'\]/ })
})

test('the environment takes names as a list and paths as JSON', () => {
  const values = {
    SECRET_KEY: secretKey,
    LATCHKEY_PATHS: '{"login":["/in/","/enter/"]}',
    LATCHKEY_DISABLED_ENDPOINTS: 'register, social_*',
  }
  const { paths, disabledEndpoints } = resolveSettings([{ source: 'environment', spelling: 'environment', values }])
  assert.deepEqual([paths, disabledEndpoints], [{ login: ['/in/', '/enter/'] }, ['register', 'social_*']])
  const odd = { ...values, LATCHKEY_PATHS: 'login=/in/' }
  assert.throws(() => resolveSettings([{ source: 'environment', spelling: 'environment', values: odd }]), /is not JSON/)
})

test('the login limit of compat follows the login, and goes with it', async () => {
  const limited = { compat: 'simplejwt', accounts: 'email', loginRate: '1/m', throttling: true } as const
  const moved = await createTestAuth({ ...limited, paths: { login: '/in/' } })
  const login = () => moved.request('POST', '/in/', { json: { email: 'a@example.com', password: 'x' } })
  assert.deepEqual([(await login()).status, (await login()).status], [401, 403])
  await moved.close()
  await (await createTestAuth({ ...limited, disabledEndpoints: ['login'] })).close()
})

test('the refresh cookie goes to the endpoints that read it, wherever they are', async t => {
  const paths = { cookie_refresh: '/session/refresh/', cookie_logout: '/session/logout/' }
  const auth = await createTestAuth({ paths })
  t.after(() => auth.close())
  await auth.register('first@example.com')
  const json = { email: 'first@example.com', password: 'SecurePass123!' }
  const { headers } = await auth.request('POST', '/api/auth/cookie/login/', { json })
  const cookies = headers.getSetCookie().join('\n')
  assert.match(cookies, /refresh_token=.*Path=\/session\/;/)
  assert.match(cookies, /access_token=.*Path=\/;/)
})

function settingsOf(values: object) {
  return resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
}
