/** Token substitution: Google tokens that were issued for another app. The tutorial's own view accepts them. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { runGoogleApp } from './google-app.ts'
import { clientSecret } from './identity-provider.ts'
import { alice, postJson, type SocialApp } from './social-app.ts'
import { tokensFrom } from './tokens-from.ts'

async function assertRefused(app: SocialApp, token: string) {
  const { status, json } = await postJson(app, '/api/auth/google/', { token })
  assert.deepEqual([status, json], [400, { error: 'Invalid Google token' }])
}

test('an access token for another app is refused, whichever user it is for', async t => {
  const app = await runGoogleApp(t)
  const own = await tokensFrom(app)
  assert.equal((await postJson(app, '/api/auth/google/', { token: own.access_token })).status, 200)
  const foreign = await tokensFrom(app, { clientId: 'another-app' })
  const asked = await fetch(`${app.provider.issuer}/me`, {
    headers: { authorization: `Bearer ${foreign.access_token}` },
  })
  assert.equal(asked.status, 200, 'userinfo itself answers for it')
  await assertRefused(app, foreign.access_token)
})

test('an ID token for another app is refused', async t => {
  const app = await runGoogleApp(t)
  await postJson(app, '/api/auth/google/', { token: (await tokensFrom(app)).access_token })
  assert.equal((await postJson(app, '/api/auth/google/', { token: (await tokensFrom(app)).id_token })).status, 200)
  await assertRefused(app, (await tokensFrom(app, { clientId: 'another-app' })).id_token)
})

test('a token for another of your client ids is accepted if the id is listed', async t => {
  const app = await runGoogleApp(t, {
    social: issuer => ({
      google: {
        clientId: 'latchkey',
        otherClientIds: ['another-app'],
        clientSecret,
        issuer,
        tokenInfoUrl: `${issuer}/tokeninfo`,
        userInfoUrl: `${issuer}/me`,
      },
    }),
  })
  const { access_token: token } = await tokensFrom(app, { clientId: 'another-app' })
  assert.equal((await postJson(app, '/api/auth/google/', { token })).status, 200)
})

test('an ID token that is modified, signed with another key, or expired is refused', async t => {
  const app = await runGoogleApp(t)
  await postJson(app, '/api/auth/google/', { token: (await tokensFrom(app)).access_token })
  const { id_token: token } = await tokensFrom(app)
  const [header = '', payload = '', signature] = token.split('.')
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const symmetric = `${encode({ alg: 'HS256', kid: 'one' })}.${payload}`
  const mac = createHmac('sha256', clientSecret).update(symmetric).digest('base64url')
  await assertRefused(app, `${symmetric}.${mac}`)
  await assertRefused(app, `${encode({ alg: 'none' })}.${payload}.`)
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  await assertRefused(app, `${header}.${encode({ ...claims, sub: '1' })}.${signature}`)
  app.auth.clock.advance(700_000)
  await assertRefused(app, token)
})

test('an address that Google has not verified is refused', async t => {
  const people = { mallory: { ...alice, sub: '6666', email_verified: false } }
  const app = await runGoogleApp(t, { people })
  const { access_token: token } = await tokensFrom(app, { login: 'mallory' })
  const { status, headers } = await postJson(app, '/api/auth/google/', { token })
  assert.deepEqual([status, headers.get('latchkey-code')], [403, 'social_email_unverified'])
})

test('an account with the same address, registered but unverified, is not opened', async t => {
  const app = await runGoogleApp(t)
  await app.auth.register('alice@example.com')
  const { access_token: token } = await tokensFrom(app)
  const { status, headers } = await postJson(app, '/api/auth/google/', { token })
  assert.deepEqual([status, headers.get('latchkey-code')], [409, 'social_email_taken'])
})
