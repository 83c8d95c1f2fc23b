/** `tokenClaims` are in every token of a user, however it begins, and `renewClaims` decides at every refresh. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreEndpoints } from '../../src/http/endpoints/core-endpoints.ts'
import type { Endpoint } from '../../src/http/endpoints/endpoint.ts'
import { customTokenEndpoint } from '../../src/http/endpoints/rows/custom-token.ts'
import type { Config } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'
import { readClaims } from '../../src/testing/read-claims.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { type Reply, testPassword } from '../../src/testing/test-client.ts'
import { cookiesOf } from '../../src/testing/test-cookies.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const tokenClaims: Config['tokenClaims'] = ({ firstName }) => ({ greeting: `Hello ${firstName}` })

/** Tokens by name, from a body or from cookies. */
type Tokens = Readonly<Record<string, string>>

function tokensOf(reply: Reply): Tokens {
  assert.ok(reply.status < 300, `${reply.status} ${reply.text}`)
  const { access, refresh, token } = reply.json.tokens ?? reply.json
  const cookies = Object.fromEntries(cookiesOf(reply).map(({ name, value }) => [name.replace('_token', ''), value]))
  const all = { access, refresh, token, ...cookies }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

const greetings = (tokens: Tokens) => Object.values(tokens).map(token => readClaims(token).greeting)

type Begin = 'register' | 'login'
/** Every row that answers with the first tokens of a session. */
const beginnings: Readonly<Record<string, Begin>> = {
  '/api/auth/register/': 'register',
  '/api/auth/cookie/register/': 'register',
  '/api/auth/login/': 'login',
  '/api/token/': 'login',
  '/api/sliding/token/': 'login',
  '/api/auth/cookie/login/': 'login',
  '/api/my-token/': 'login',
}
const refreshes = ['/api/token/refresh/', '/api/sliding/token/refresh/', '/api/auth/cookie/refresh/']

function answersWithTokens({ methods }: Endpoint): boolean {
  return Object.values(methods).some(method => {
    const output = method?.output as { body?: { shape?: object }; namesUser?: boolean } | undefined
    const names = Object.keys(output?.body?.shape ?? {})
    return output?.namesUser === true || ['access', 'token', 'tokens'].some(name => names.includes(name))
  })
}

test('the beginnings and refreshes tried here are all rows that answer with tokens', () => {
  const settings = resolveSettings([{ source: 'test', values: { secretKey } }])
  const rows = [...coreEndpoints(settings), customTokenEndpoint(settings, { path: '/api/my-token/' })]
  const paths = rows.filter(answersWithTokens).map(row => row.paths[0])
  assert.deepEqual(paths.toSorted(), [...Object.keys(beginnings), ...refreshes].toSorted())
})

const account = { email: 'alice@example.com', first_name: 'Ada', last_name: '' }

async function begin(auth: TestAuth, path: string): Promise<Tokens> {
  const json = { ...account, password: testPassword, password_confirm: testPassword }
  if (beginnings[path] === 'login') await auth.request('POST', '/api/auth/register/', { json })
  return tokensOf(await auth.request('POST', path, { json }))
}

async function refreshBy(auth: TestAuth, path: string, tokens: Tokens): Promise<Tokens> {
  if (!path.includes('cookie')) return tokensOf(await auth.request('POST', path, { json: tokens }))
  return tokensOf(await auth.request('POST', path, { headers: { cookie: `refresh_token=${tokens.refresh}` } }))
}

async function createAuth(t: { after(end: () => Promise<void>): void }, config: Config): Promise<TestAuth> {
  const settings = resolveSettings([{ source: 'test', values: { secretKey } }])
  const mine = customTokenEndpoint(settings, { path: '/api/my-token/', claims: () => ({ mine: true }) })
  const auth = await createTestAuth({ tokenClaims, ...config }, { endpoints: [mine] })
  t.after(() => auth.close())
  return auth
}

for (const path of Object.keys(beginnings)) {
  test(`every token of ${path} carries the claims of tokenClaims`, async t => {
    const tokens = await begin(await createAuth(t, {}), path)
    assert.ok(Object.keys(tokens).length > 0)
    for (const greeting of greetings(tokens)) assert.equal(greeting, 'Hello Ada')
  })

  for (const renewClaims of [false, true]) {
    for (const rotateRefreshTokens of [true, false]) {
      const expected = renewClaims ? 'Hello Grace' : 'Hello Ada'
      const title = `renewClaims ${renewClaims}, rotation ${rotateRefreshTokens}`
      test(`${title}: what ${path} began says "${expected}" after each refresh of a renamed user`, async t => {
        const auth = await createAuth(t, { renewClaims, rotateRefreshTokens })
        const first = await begin(auth, path)
        const token = first.access ?? (await auth.login(account.email)).access
        await auth.request('PATCH', '/api/auth/profile/', { token, json: { first_name: 'Grace' } })
        const kinds = refreshes.filter(row => row.includes('sliding') === 'token' in first)
        let current = first
        for (const row of kinds) {
          const before = current
          auth.clock.advance(1000)
          current = { ...before, ...(await refreshBy(auth, row, before)) }
          const fresh = Object.fromEntries(Object.entries(current).filter(([name, text]) => before[name] !== text))
          // A lost answer is asked for again, and forgiven.
          for (const seen of [fresh, await refreshBy(auth, row, before)]) {
            assert.ok(Object.keys(seen).length > 0, row)
            for (const greeting of greetings(seen)) assert.equal(greeting, expected, row)
          }
        }
      })
    }
  }
}

test('under compat renewClaims off means off at the cookie refresh too', async t => {
  const auth = await createAuth(t, { compat: 'simplejwt' })
  const first = await begin(auth, '/api/auth/login/')
  await auth.request('PATCH', '/api/auth/profile/', { token: first.access, json: { first_name: 'Grace' } })
  assert.deepEqual(greetings(await refreshBy(auth, '/api/auth/cookie/refresh/', first)), ['Hello Ada'])
})

test('claims of one token endpoint stand beside those of tokenClaims', async t => {
  const { access = '' } = await begin(await createAuth(t, {}), '/api/my-token/')
  assert.deepEqual([readClaims(access).greeting, readClaims(access).mine], ['Hello Ada', true])
})

test('no beginning lets tokenClaims write the claims that decide whether a token is valid', async t => {
  for (const path of Object.keys(beginnings)) {
    for (const name of ['exp', 'user_id', 'jti', 'sid', 'token_type', 'refresh_exp']) {
      const auth = await createAuth(t, { tokenClaims: () => ({ [name]: 7 }) })
      const json = { ...account, password: testPassword, password_confirm: testPassword }
      if (beginnings[path] === 'login') await auth.request('POST', '/api/auth/register/', { json })
      assert.equal((await auth.request('POST', path, { json })).status, 500, `${path} ${name}`)
    }
  }
})

test('tokenClaims that are no object, or too many for a token, end in an error that names them', async t => {
  const wrong: Readonly<Record<string, unknown>> = {
    text: 'a',
    list: [1],
    number: 5,
    'too long': { note: 'x'.repeat(20_000) },
  }
  for (const [what, claims] of Object.entries(wrong)) {
    for (const path of Object.keys(beginnings)) {
      const auth = await createAuth(t, { tokenClaims: (() => claims) as Config['tokenClaims'] })
      const json = { ...account, password: testPassword, password_confirm: testPassword }
      if (beginnings[path] === 'login') await auth.request('POST', '/api/auth/register/', { json })
      assert.equal((await auth.request('POST', path, { json })).status, 500, `${path} ${what}`)
    }
  }
})
