/** Providers that keep the address to themselves: known users enter, and new ones are told why they cannot. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientSecret } from './identity-provider.ts'
import { alice, runSocialApp, signIn } from './social-app.ts'

const bob = { ...alice, sub: '2002', email: 'bob@example.com' }
const github = (issuer: string) => ({
  github: {
    clientId: 'latchkey',
    clientSecret,
    issuer,
    authorizationUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    userInfoUrl: `${issuer}/api/user`,
    emailsUrl: `${issuer}/api/user/emails`,
  },
})

for (const [provider, path, social] of [
  ['github', '/api/user/emails', github],
  ['acme', '/me', undefined],
] as const) {
  for (const [status, error] of [
    [403, 'social_email_not_shared'],
    [404, 'social_email_not_shared'],
    [500, 'provider_unavailable'],
  ] as const) {
    test(`${provider} answers ${status} for the address: a known user enters, a new one is told ${error}`, async t => {
      const app = await runSocialApp(t, { people: { bob }, ...(social && { social }) })
      await signIn(app, 'alice', { provider })
      app.provider.failing[path] = status
      const known = await signIn(app, 'alice', { provider })
      assert.equal(known.page.location, `${app.url}/`)
      const token = known.browser.cookies(app.url).get('access_token') ?? assert.fail('not logged in')
      const { json } = await app.auth.request('GET', '/api/auth/social/accounts/', { token })
      assert.equal(json[0].email, 'alice@example.com')
      const unknown = await signIn(app, 'bob', { provider })
      assert.equal(unknown.page.location, `${app.url}/?error=${error}`)
      const withheld = app.auth.events.filter(({ name }) => name === 'social.email_withheld')
      assert.equal(withheld.length, status === 500 ? 0 : 1)
      if (provider === 'github' && status !== 500) assert.match(JSON.stringify(withheld[0]), /Email addresses/)
    })
  }
}
