/** The contract of the guards, over real HTTP, for every framework: the same answers, byte for byte. */
import assert from 'node:assert/strict'
import { type OutgoingHttpHeaders, request } from 'node:http'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { implementations } from '../../../../test/vectors/implementations.ts'
import { createNeeds, noon } from '../../../../test/vectors/needs.ts'
import { problem } from '../../../problems.ts'
import { mintNow } from '../../../testing/mint-now.ts'
import { accessToken } from '../../../tokens/access.ts'
import { refreshToken } from '../../../tokens/refresh.ts'
import { createVerifier } from '../../verifier.ts'
import { guarded as guardedExpress } from '../express.ts'
import { guarded as guardedFastify } from '../fastify.ts'
import { createGuard, guarded as guardedFetch } from '../fetch.ts'
import { guarded as guardedHono } from '../hono.ts'
import { ask, frameworks, type Verify } from './frameworks.ts'

const needs = createNeeds({ issuer: 'https://auth.example.com', audience: 'orders' })
const options = {
  keys: needs.keyring,
  issuer: 'https://auth.example.com',
  audience: 'orders',
  tokenType: 'access',
  leeway: 0,
  clock: needs.clock,
} as const
const verify = createVerifier(options)
/** Synchronous, and by promises of either implementation. */
const verifiers: readonly (readonly [string, Verify])[] = [
  ['createVerifier', verify],
  ...implementations.map(each => [`promises of ${each.name}`, each.createVerifier(options)] as const),
]
const token = mintNow(needs, accessToken, { userId: 7 }).text
const expired = mintNow(needs, accessToken, { userId: 7, now: (noon - 300) * 1000 }).text
const forged = `${token.slice(0, -4)}AAAA`
const elsewhere = mintNow(createNeeds({ issuer: 'https://auth.example.com', audience: 'invoices' }), accessToken, {
  userId: 7,
}).text
const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

const challenge = 'Bearer realm="api"'
const missing = { detail: 'Authentication credentials were not provided.' }
const invalid = (detail = 'Token is invalid') => ({ detail, code: 'token_not_valid' })
const malformed = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
}

/** What a guard without a rule answers to a header. */
const answers: readonly (readonly [what: string, headers: OutgoingHttpHeaders, status: number, body: object])[] = [
  ['no header', {}, 401, missing],
  ['an empty header', { authorization: '' }, 401, missing],
  ['another scheme', { authorization: 'Basic YTpi' }, 401, missing],
  ['the scheme alone', { authorization: 'Bearer' }, 401, malformed],
  ['three parts', { authorization: `Bearer ${token} x` }, 401, malformed],
  ['two headers', { authorization: [`Bearer ${token}`, `Bearer ${token}`] as unknown as string }, 401, malformed],
  [
    'two headers, the second of another scheme',
    { authorization: [`Bearer ${token}`, 'Basic YTpi'] as unknown as string },
    401,
    malformed,
  ],
  ['a valid token', bearer(token), 200, { user: '7' }],
  ['a valid token behind `bearer`', { authorization: `bearer ${token}` }, 200, { user: '7' }],
  ['a forged token', bearer(forged), 401, invalid()],
  ['an expired token', bearer(expired), 401, invalid('Token is expired')],
  ['a token for another service', bearer(elsewhere), 401, invalid()],
  ['a refresh token', bearer(mintNow(needs, refreshToken, { userId: 7 }).text), 401, invalid('Token has wrong type')],
  ['nonsense', bearer('nonsense'), 401, invalid()],
  ['a token in a cookie that the rule does not name', { cookie: `access_token=${token}` }, 401, missing],
]

for (const [name, serveGuarded] of Object.entries(frameworks)) {
  for (const [by, each] of verifiers)
    test(`${name}: by ${by} a request is answered by its header, as the server answers it`, async t => {
      const url = await serveGuarded(t, each, {})
      for (const [what, headers, status, body] of answers) {
        const heard = await ask(url, headers)
        assert.deepEqual([heard.status, JSON.parse(heard.body)], [status, body], what)
        if (status !== 401) continue
        const {
          'www-authenticate': realm,
          'cache-control': cache,
          'content-type': type,
          'latchkey-code': code,
        } = heard.headers
        assert.deepEqual([realm, cache, type], [challenge, 'no-store', 'application/json'], what)
        assert.equal(code, 'code' in body ? undefined : 'not_authenticated', what)
      }
    })

  test(`${name}: HEAD and OPTIONS are guarded too, and HEAD has no body`, async t => {
    const url = await serveGuarded(t, verify, {})
    const head = await ask(url, {}, 'HEAD')
    assert.deepEqual([head.status, head.body, head.headers['www-authenticate']], [401, '', challenge])
    assert.deepEqual(
      [(await ask(url, bearer(token), 'HEAD')).status, (await ask(url, {}, 'OPTIONS')).status],
      [200, 401],
    )
  })

  test(`${name}: a rule for claims is a 403, and anything but true is no`, async t => {
    for (const [says, status] of [
      [true, 200],
      [false, 403],
      [undefined, 403],
      ['yes', 403],
      [Promise.resolve(true), 200],
      [Promise.resolve(false), 403],
    ] as const) {
      const url = await serveGuarded(t, verify, {
        require: claims => (claims.user_id === '7' ? says : false) as boolean,
      })
      const { status: seen, body, headers } = await ask(url, bearer(token))
      assert.equal(seen, status, String(says))
      if (status === 200) continue
      assert.deepEqual(JSON.parse(body), { detail: 'You do not have permission to perform this action.' })
      assert.deepEqual([headers['latchkey-code'], headers['www-authenticate']], ['permission_denied', undefined])
    }
  })

  test(`${name}: where anonymous requests are allowed, a bad token is a 401 all the same`, async t => {
    const url = await serveGuarded(t, verify, { anonymous: 'allowed', require: claims => claims.user_id === '7' })
    assert.deepEqual([(await ask(url)).body, (await ask(url, bearer(token))).body], ['{"user":null}', '{"user":"7"}'])
    for (const headers of [bearer(forged), bearer(expired), { authorization: 'Bearer' }]) {
      assert.equal((await ask(url, headers)).status, 401)
    }
  })

  test(`${name}: a cookie that the rule names may hold the token, but not of another site's page (CSRF)`, async t => {
    const url = await serveGuarded(t, verify, { cookie: 'access_token' })
    const cookie = `a=b; access_token=${token}`
    const crossSite = { cookie, origin: 'https://evil.example' }
    const outcomes = await Promise.all([
      ask(url, { cookie }),
      ask(url, { cookie, ...bearer(forged) }),
      ask(url, { cookie: `access_token=${forged}` }),
      ask(url, { cookie: `access_token=${token}; access_token=x` }),
      ask(url, { cookie }, 'POST'),
      ask(url, { cookie, origin: url }, 'POST'),
      ask(url, crossSite, 'POST'),
      ask(url, { cookie, 'sec-fetch-site': 'same-site' }, 'POST'),
      ask(url, { ...crossSite, ...bearer(token) }, 'POST'),
      ask(url, crossSite),
    ])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [200, 401, 401, 401, 200, 200, 403, 403, 200, 200],
    )
    const open = await serveGuarded(t, verify, { cookie: 'access_token', anonymous: 'allowed' })
    assert.equal((await ask(open, { cookie: `access_token=${expired}` })).body, '{"user":null}')
  })

  test(`${name}: while the keys cannot be fetched it is a 503 that says when to come back`, async t => {
    const url = await serveGuarded(
      t,
      async () => {
        throw problem('keys_unavailable', { headers: { 'Retry-After': '5' } })
      },
      { anonymous: 'allowed', cookie: 'access_token' },
    )
    for (const headers of [bearer(token), { cookie: `access_token=${token}` }]) {
      const heard = await ask(url, headers)
      assert.deepEqual(
        [heard.status, heard.headers['retry-after'], heard.headers['www-authenticate']],
        [503, '5', undefined],
      )
      assert.equal(heard.headers['latchkey-code'], 'keys_unavailable')
    }
  })

  test(`${name}: an error of the program is a 500 of the framework, never a 401, and shows nothing of the token`, async t => {
    const errors: readonly unknown[] = [
      new TypeError('x is not a function'),
      Object.assign(new Error('no'), { code: 'EX' }),
      'route',
      undefined,
    ]
    for (const error of errors) {
      for (const fail of [
        () => {
          throw error
        },
        () => Promise.reject(error),
        // It has to throw: what it does not give is no token.
        () => undefined as never,
      ]) {
        const url = await serveGuarded(t, fail, {})
        const { status, body, headers } = await ask(url, bearer(token))
        assert.deepEqual([status, headers['www-authenticate']], [500, undefined])
        for (const part of token.split('.')) assert.ok(!body.includes(part))
      }
    }
  })

  test(`${name}: requests that are verified at once keep their own tokens, in whatever order they end`, async t => {
    const waiting = new Map<string, () => void>()
    let arrived = () => {}
    const both = new Promise<void>(resolve => {
      arrived = () => waiting.size === 2 && resolve()
    })
    const texts = [token, mintNow(needs, accessToken, { userId: 8 }).text]
    const url = await serveGuarded(
      t,
      async text => {
        await new Promise<void>(resolve => {
          waiting.set(text, resolve)
          arrived()
        })
        return verify(text)
      },
      {},
    )
    const heard = texts.map(text => ask(url, bearer(text)))
    await both
    for (const text of texts.toReversed()) waiting.get(text)?.()
    assert.deepEqual(
      (await Promise.all(heard)).map(({ body }) => body),
      ['{"user":"7"}', '{"user":"8"}'],
    )
  })

  test(`${name}: a client that goes away while its token is verified harms no other`, async t => {
    let begun = () => {}
    let release = () => {}
    const asked = new Promise<void>(resolve => {
      begun = resolve
    })
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const url = await serveGuarded(
      t,
      async text => {
        begun()
        await held
        return verify(text)
      },
      {},
    )
    const sent = request(`${url}/orders`, { headers: bearer(forged), agent: false })
    const gone = new Promise(resolve => sent.on('error', resolve))
    sent.end()
    await asked
    sent.destroy()
    await gone
    release()
    assert.equal((await ask(url, bearer(token))).status, 200)
  })
}

test('a handler without its guard does not see an anonymous request', () => {
  const raw = { method: 'GET', headers: {}, rawHeaders: [] }
  assert.throws(() => guardedFastify(verify).tokenOf({ raw }), TypeError)
  assert.throws(() => guardedExpress(verify, { anonymous: 'allowed' }).tokenOf(raw), TypeError)
})

test('an injected request has no raw headers and is verified by those that it has', async () => {
  const guard = guardedFastify(verify)
  const app = fastify()
  app.get('/orders', { preHandler: guard }, async asked => ({ user: guard.tokenOf(asked).userId }))
  const { statusCode, body } = await app.inject({ url: '/orders', headers: bearer(token) })
  assert.deepEqual([statusCode, body], [200, '{"user":"7"}'])
  assert.equal((await app.inject('/orders')).statusCode, 401)
})

test('createGuard gives the token, or the refusal as a Response', async () => {
  const guard = createGuard(verify)
  const admitted = await guard(new Request('https://orders.example/', { headers: bearer(token) }))
  assert.ok(!(admitted instanceof Response) && admitted.userId === '7')
  const refused = await guard(new Request('https://orders.example/'))
  assert.ok(refused instanceof Response && refused.status === 401)
})

test('where a platform keeps no Host header, the address of the request says which site it is of (CSRF)', async () => {
  const guard = createGuard(verify, { cookie: 'access_token' })
  const visit = async (origin: string) => {
    const headers = { cookie: `access_token=${token}`, origin }
    const request = new Request('https://orders.example/', { method: 'POST', headers })
    const outcome = await guard(request)
    return outcome instanceof Response ? outcome.status : outcome.userId
  }
  assert.deepEqual([await visit('https://orders.example'), await visit('https://evil.example')], ['7', 403])
})

test('what the platform passes beside the request reaches the handler', async () => {
  const handler = guardedFetch(
    verify,
    {},
    (_, { userId }, env: { readonly name: string }) => new Response(`${userId} ${env.name}`),
  )
  const answer = await handler(new Request('https://orders.example/', { headers: bearer(token) }), { name: 'staging' })
  assert.equal(await answer.text(), '7 staging')
})

test('a misspelled rule throws when the guard is made', () => {
  for (const rule of [
    { required: () => true },
    { require: true },
    { anonymous: true },
    { anonymous: 'yes' },
    { cookie: 'a b' },
    { cookie: '' },
  ]) {
    for (const make of [guardedFastify, guardedExpress, guardedHono, createGuard]) {
      assert.throws(() => make(verify, rule as object), /guarded: /)
    }
  }
  assert.throws(() => guardedFastify({ keys: [] } as never), /the first argument is a verifier/)
})
