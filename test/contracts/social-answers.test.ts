/** The rows of social sign-in answer what the document says, and nothing else, as `every-answer.test.ts` has it of the rest. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createHttpBrowser } from '../../src/features/social/tests/http-browser.ts'
import { signIn, visitProvider } from '../../src/features/social/tests/social-app.ts'
import { watchSocialApp } from './watch-social.ts'

const verifier = 'v'.repeat(50)
const challenge = createHash('sha256').update(verifier).digest('base64url')
const byCode = `?mode=code&code_challenge=${challenge}`

for (const config of [{}, { accounts: 'username', userIds: 'uuid' }, { compat: 'simplejwt' }] as const) {
  test(`social sign-in answers what is documented: ${JSON.stringify(config)}`, async t => {
    const { app, ask: send, unasked, undocumented } = await watchSocialApp(t, { config })
    const ask: typeof send = (method, path, ...rest) => send(method, `social/${path}`, ...rest)

    const { page } = await signIn(app, 'alice', { query: byCode })
    const code = new URL(page.location ?? '').searchParams.get('code')
    const { json: pair } = await ask('POST', 'token/', { code, code_verifier: verifier })
    await signIn(app, 'alice')
    for (const body of [{ code, code_verifier: verifier }, {}, { code: 'x', code_verifier: 'y' }]) {
      await ask('POST', 'token/', body)
    }
    for (const query of ['?remember=x', '?mode=x', '?next=https://evil.example', '?prompt=none']) {
      await ask('GET', `acme/${query}`)
    }
    await ask('GET', 'acme/callback/?state=forged&code=x')
    const browser = createHttpBrowser()
    await browser.open(`${await visitProvider(browser, `${app.url}/api/auth/social/acme/`)}&state=twice`)
    for (const token of [pair.access, undefined, 'garbage']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT']) {
        for (const path of ['acme/', 'acme/link/', 'token/', 'accounts/', 'accounts/acme/']) {
          await ask(method, path, undefined, token)
        }
      }
      await ask('POST', 'other/link/', {}, token)
      await ask('POST', 'other/link/', { next: '/elsewhere' }, token)
      await ask('DELETE', 'accounts/other/', {}, token)
      await ask('DELETE', 'accounts/acme/', {}, token)
    }
    app.auth.clock.advance(11 * 60_000)
    await ask('POST', 'other/link/', {}, pair.access)
    await ask('DELETE', 'accounts/acme/', {}, pair.access)

    assert.deepEqual(
      unasked().filter(path => !path.includes('other')),
      [],
    )
    assert.deepEqual(undocumented(), [])
  })
}
