/** What is asked of a provider's page: by the settings, and by a link. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runGoogleApp } from './google-app.ts'
import { createHttpBrowser } from './http-browser.ts'
import { clientSecret } from './identity-provider.ts'
import { alice, postJson, runSocialApp, signIn } from './social-app.ts'
import { tokensFrom } from './tokens-from.ts'

const acme = { clientId: 'latchkey', clientSecret }

test('prompt, hd, acr_values and max_age come from the settings, login_hint and prompt from the link', async t => {
  const settings = { ...acme, prompt: 'consent', hd: 'example.com', acrValues: 'urn:mfa', maxAge: 60 }
  const app = await runSocialApp(t, { social: issuer => ({ acme: { ...settings, issuer } }) })
  const asked = async (query: string) => {
    const { location = '' } = await createHttpBrowser().open(`${app.url}/api/auth/social/acme/${query}`)
    const { searchParams } = new URL(location)
    return ['prompt', 'hd', 'acr_values', 'max_age', 'login_hint'].map(name => searchParams.get(name))
  }
  assert.deepEqual(await asked(''), ['consent', 'example.com', 'urn:mfa', '60', null])
  const query = '?prompt=select_account&login_hint=alice%40example.com&hd=evil.example&max_age=9'
  assert.deepEqual(await asked(query), ['select_account', 'example.com', 'urn:mfa', '60', 'alice@example.com'])
})

test('a link cannot ask for what is not on the list', async t => {
  const app = await runSocialApp(t)
  for (const query of [
    '?prompt=none',
    '?prompt=login%20consent',
    '?login_hint=a%0Ab',
    `?login_hint=${'x'.repeat(255)}`,
  ]) {
    assert.equal((await createHttpBrowser().open(`${app.url}/api/auth/social/acme/${query}`)).status, 400)
  }
})

const people = {
  ours: { ...alice, sub: '1', email: 'ours@example.com', hd: 'Example.com' },
  theirs: { ...alice, sub: '2', email: 'theirs@example.com', hd: 'evil.example' },
  private: { ...alice, sub: '3', email: 'private@example.com' },
}

test('hd is checked in the ID token: a user who takes the parameter out of the address does not enter', async t => {
  const app = await runSocialApp(t, {
    people,
    social: issuer => ({ acme: { ...acme, issuer, hd: 'example.com' } }),
  })
  assert.equal((await signIn(app, 'ours')).page.location, `${app.url}/`)
  for (const login of ['theirs', 'private']) {
    assert.equal((await signIn(app, login)).page.location, `${app.url}/?error=social_refused`)
  }
  assert.ok(app.auth.reasonsOf('request.refused').includes('other_domain'))
})

test('hd is checked at the Google endpoint too, for both kinds of token', async t => {
  for (const [hd, statuses] of [
    ['example.com', { ours: 200, theirs: 400, private: 400 }],
    ['*', { ours: 200, theirs: 200, private: 400 }],
  ] as const) {
    const social = (issuer: string) => ({
      google: { ...acme, issuer, tokenInfoUrl: `${issuer}/tokeninfo`, userInfoUrl: `${issuer}/me`, hd },
    })
    const app = await runGoogleApp(t, { people, social })
    for (const [login, status] of Object.entries(statuses)) {
      const tokens = await tokensFrom(app, { login })
      const statusOf = async (token: string) => (await postJson(app, '/api/auth/google/', { token })).status
      assert.equal(await statusOf(tokens.access_token), status, `${login} with ${hd}`)
      // Now that the user is known, an ID token without an address is enough.
      assert.equal(await statusOf(tokens.id_token), status, `${login} with ${hd}`)
    }
  }
})
