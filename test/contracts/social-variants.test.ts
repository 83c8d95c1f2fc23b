/** The rows of social sign-in that a usual provider does not have: Google's tokens, a form posted back, GitHub. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser, type HttpBrowser } from '../../src/features/social/tests/http-browser.ts'
import { clientSecret } from '../../src/features/social/tests/identity-provider.ts'
import { type AppParts, alice, signIn } from '../../src/features/social/tests/social-app.ts'
import { tokensFrom } from '../../src/features/social/tests/tokens-from.ts'
import { watchSocialApp } from './watch-social.ts'

const people = { bob: { ...alice, sub: '2002', email: 'bob@example.com', email_verified: false } }
const credentials = { clientId: 'latchkey', clientSecret }
const form = (issuer: string) => ({ form: { ...credentials, issuer, responseMode: 'form_post' } }) as const
const google = (issuer: string) => ({
  google: { ...credentials, issuer, tokenInfoUrl: `${issuer}/tokeninfo`, userInfoUrl: `${issuer}/me` },
})
const github = (issuer: string) => ({
  github: {
    ...credentials,
    issuer,
    authorizationUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    userInfoUrl: `${issuer}/api/user`,
    emailsUrl: `${issuer}/api/user/emails`,
  },
})
const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']
const accounts = ['social/accounts/', 'social/accounts/x/', 'social/token/']

for (const config of [{}, { accounts: 'username', userIds: 'uuid' }, { compat: 'simplejwt' }] as const) {
  const named = JSON.stringify(config)
  const parts = (social: AppParts['social']): AppParts => ({ people, config, ...(social && { social }) })

  test(`the Google token row answers what is documented: ${named}`, async t => {
    const { app, ask, ...found } = await watchSocialApp(t, parts(google))
    const { access_token, id_token } = await tokensFrom(app)
    const unverified = await tokensFrom(app, { login: 'bob' })
    const foreign = await tokensFrom(app, { clientId: 'another-app' })
    for (const token of [
      access_token,
      id_token,
      unverified.access_token,
      foreign.access_token,
      'x',
      '',
      7,
      undefined,
    ]) {
      await ask('POST', 'google/', { token })
    }
    await ask('POST', 'google/', [])
    for (const path of ['google/', 'social/google/', 'social/google/link/', 'social/google/callback/', ...accounts]) {
      for (const method of methods) await ask(method, path)
    }
    app.provider.failing['/tokeninfo'] = 500
    await ask('POST', 'google/', { token: access_token })
    assert.deepEqual(found.statusesOf('POST', '/api/auth/google/'), [200, 400, 403, 503])
    assert.deepEqual([found.unasked(), found.undocumented()], [[], []])
  })

  test(`a callback by form answers what is documented: ${named}`, async t => {
    const { app, ask, ...found } = await watchSocialApp(t, parts(form))
    const callback = `${app.url}/api/auth/social/form/callback/`
    for (const login of ['alice', 'bob', '']) {
      const browser = createHttpBrowser()
      const body = await formFrom(browser, `${app.url}/api/auth/social/form/`, login)
      const headers = { origin: app.provider.issuer }
      for (const sent of [body, body, new URLSearchParams({ state: 'forged', code: 'x' })]) {
        await browser.open(callback, { method: 'POST', body: sent, headers })
      }
    }
    await ask('POST', 'social/form/callback/', { state: 7, code: [] })
    for (const path of ['social/form/', 'social/form/link/', 'social/form/callback/', ...accounts]) {
      for (const method of methods) await ask(method, path)
    }
    await fetch(callback, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
    await fetch(callback, { method: 'POST', body: 'x', headers: { 'content-type': 'text/csv' } })
    assert.deepEqual(found.statusesOf('POST', '/api/auth/social/form/callback/'), [303, 400, 415])
    assert.deepEqual(found.statusesOf('GET', '/api/auth/social/form/callback/'), [405])
    assert.deepEqual([found.unasked(), found.undocumented()], [[], []])
  })

  test(`GitHub's callback answers what is documented: ${named}`, async t => {
    const { app, ask, ...found } = await watchSocialApp(t, parts(github))
    const { page, browser } = await signIn(app, 'alice', { provider: 'github' })
    assert.equal(page.status, 303)
    await signIn(app, 'bob', { provider: 'github' })
    app.provider.failing['/api/user'] = 503
    await signIn(app, 'alice', { provider: 'github' })
    const token = browser.cookies(app.url).get('access_token')
    await ask('POST', 'social/github/link/', {}, token)
    await ask('DELETE', 'social/accounts/github/', {}, token)
    for (const query of ['', '?state=forged&code=x', '?error=access_denied', '?state=a&state=b']) {
      await ask('GET', `social/github/callback/${query}`)
    }
    for (const path of ['social/github/', 'social/github/link/', 'social/github/callback/', ...accounts]) {
      for (const method of methods) await ask(method, path)
    }
    await ask('POST', 'social/github/callback/', { state: 'x' })
    assert.deepEqual(found.statusesOf('GET', '/api/auth/social/github/callback/'), [303, 400])
    assert.deepEqual([found.unasked(), found.undocumented()], [[], []])
  })
}

/** What the provider's page would post to the callback: its page is a form that a script submits. */
async function formFrom(browser: HttpBrowser, start: string, login: string): Promise<URLSearchParams> {
  const asked = await browser.follow(start)
  const answer = await browser.open(asked.url, { method: 'POST', body: new URLSearchParams({ login }) })
  const { text } = await browser.follow(answer.location ?? '')
  const inputs = text.matchAll(/name="(\w+)" value="([^"]*)"/g)
  return new URLSearchParams([...inputs].map(([, name = '', value = '']): [string, string] => [name, value]))
}
