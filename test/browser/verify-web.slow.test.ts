/** `latchkey/verify/web` in Chromium, file by file and without a bundler: in a page, and as the guard of a service worker. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fastify } from 'fastify'
import { algorithmNames } from '../../src/keys/algorithm-table.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { publicJwks } from '../../src/keys/jwks.ts'
import { createKeyring } from '../../src/keys/keyring.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'
import { browserTest, openBrowser } from './browser.ts'

const sources = new URL('../../src/', import.meta.url)
const claims = { token_type: 'access', jti: 'a', user_id: '7', exp: 4_000_000_000 }
const checks = `issuer: web.anyIssuer, audience: web.anyAudience, tokenType: 'access', leeway: 0`

/** Answers `/orders` itself, behind the guard, and leaves everything else to the network. */
const worker = `
import * as web from '/src/verify/web/web.ts'
import { guarded } from '/src/verify/guards/fetch.ts'
const verify = web.createRemoteVerifier({ jwksUrl: location.origin + '/jwks.json', algorithm: 'ES256', ${checks} })
const orders = guarded(verify, {}, (_, token) => Response.json({ user: token.userId, by: 'service worker' }))
addEventListener('install', () => skipWaiting())
addEventListener('activate', event => event.waitUntil(clients.claim()))
addEventListener('fetch', event => {
  if (new URL(event.request.url).pathname === '/orders') event.respondWith(orders(event.request))
})`

browserTest(
  'a page verifies tokens of every algorithm, and a service worker guards a route with fetched keys',
  async t => {
    const signer = createKeyring({ algorithm: 'ES256', signingKey: generateKeyPair('ES256').privatePem, kid: 'k1' })
    const app = fastify({ forceCloseConnections: true })
    app.get('/', (_, reply) => reply.type('text/html').send('<!doctype html><title>App</title>'))
    app.get('/jwks.json', () => publicJwks(signer))
    app.get('/worker.js', (_, reply) => reply.type('text/javascript').send(worker))
    app.get<{ Params: { '*': string } }>('/src/*', (request, reply) =>
      reply
        .type('text/javascript')
        .send(stripTypeScriptTypes(readFileSync(new URL(request.params['*'], sources), 'utf8'))),
    )
    const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
    t.after(() => app.close())
    const page = await (await openBrowser(t)).newPage()
    await page.goto(url)

    const given = algorithmNames.map(algorithm => {
      const pair = algorithm.startsWith('HS') ? undefined : generateKeyPair(algorithm)
      const secret = 's'.repeat(64)
      const { signing } = createKeyring({ algorithm, signingKey: pair?.privatePem ?? secret })
      return {
        algorithm,
        keys: pair ? [pair.publicPem, pair.publicJwk] : [secret],
        token: encodeCompact(claims, signing),
      }
    })
    const verdicts = await page.evaluate(`(async given => {
    const web = await import('/src/verify/web/web.ts')
    const verdicts = []
    for (const { algorithm, keys, token } of given) for (const key of keys) {
      const verify = web.createVerifier({ keys: [{ algorithm, key }], ${checks} })
      const bent = token.slice(0, -9) + (token.at(-9) === 'A' ? 'B' : 'A') + token.slice(-8)
      verdicts.push([algorithm, (await verify(token)).userId, await verify(bent).catch(error => error.reason)])
    }
    return verdicts
  })(${JSON.stringify(given)})`)
    assert.deepEqual(
      verdicts,
      given.flatMap(({ algorithm, keys }) => keys.map(() => [algorithm, '7', 'bad_signature'])),
    )

    await page.evaluate(`navigator.serviceWorker.register('/worker.js', { type: 'module' })
    .then(() => navigator.serviceWorker.ready)
    .then(() => navigator.serviceWorker.controller ?? new Promise(done => navigator.serviceWorker.addEventListener('controllerchange', done)))
    .then(() => undefined)`)
    const token = encodeCompact(claims, signer.signing)
    const expired = encodeCompact({ ...claims, exp: 1 }, signer.signing)
    const answers =
      await page.evaluate(`Promise.all([['Bearer ${token}'], ['Bearer ${expired}'], []].map(async ([authorization]) => {
    const answer = await fetch('/orders', { headers: authorization ? { authorization } : {} })
    return [answer.status, await answer.json(), answer.headers.get('www-authenticate')]
  }))`)
    const challenge = 'Bearer realm="api"'
    assert.deepEqual(answers, [
      [200, { user: '7', by: 'service worker' }, null],
      [401, { detail: 'Token is expired', code: 'token_not_valid' }, challenge],
      [401, { detail: 'Authentication credentials were not provided.' }, challenge],
    ])
  },
)
