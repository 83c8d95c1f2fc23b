/** Information disclosure: a sign-in leaves no code, token or secret in logs, audit rows, addresses and answers. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createLog } from '../../../server/log.ts'
import { createHttpBrowser } from './http-browser.ts'
import { clientSecret } from './identity-provider.ts'
import { postJson, runSocialApp, visitProvider } from './social-app.ts'

test('sign-ins, accepted and refused, write no credential anywhere and put no token in an address', async t => {
  const app = await runSocialApp(t)
  const verifier = 'a-verifier-that-only-the-page-itself-may-ever-see'
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const browser = createHttpBrowser()
  const secrets: string[] = [clientSecret, verifier]
  const addresses: string[] = []
  for (const query of [`?mode=code&code_challenge=${challenge}`, '', '']) {
    const back = await visitProvider(browser, `${app.url}/api/auth/social/acme/${query}`)
    const [name, sealed = ''] = [...browser.cookies(app.url)].find(([each]) => each.includes('social')) ?? []
    assert.ok(name)
    const answer = new URL(back).searchParams
    secrets.push(sealed, answer.get('code') ?? '', answer.get('state') ?? '')
    const page = await browser.open(back)
    addresses.push(page.location ?? '')
    const code = new URL(page.location ?? '').searchParams.get('code')
    if (code !== null) {
      const { json } = await postJson(app, '/api/auth/social/token/', { code, code_verifier: verifier })
      secrets.push(code, json.access, json.refresh)
    }
    await browser.open(back)
  }
  secrets.push(...app.provider.idTokens)
  for (const name of ['access_token', 'refresh_token']) secrets.push(browser.cookies(app.url).get(name) ?? '')

  const lines: string[] = []
  const log = createLog(true, { stream: { write: line => void lines.push(line) } })
  app.auth.events.forEach(log.emit)
  const kept = app.auth.store.database.prepare('SELECT * FROM audit').all()
  const spent = app.auth.store.database.prepare('SELECT * FROM sessions').all()
  const written = [...lines, JSON.stringify(app.auth.events), JSON.stringify([kept, spent])].join('\n')
  assert.ok(secrets.every(secret => secret.length > 20))
  assert.deepEqual(
    secrets.filter(secret => written.includes(secret)),
    [],
  )
  assert.deepEqual(
    addresses.filter(address => /eyJ/.test(address)),
    [],
  )
})

test('after a failure the page gets one of our error codes, never the provider’s text', async t => {
  const app = await runSocialApp(t)
  const browser = createHttpBrowser()
  const back = new URL(await visitProvider(browser, `${app.url}/api/auth/social/acme/`))
  back.searchParams.delete('code')
  back.searchParams.set('error', '<script>alert(1)</script>')
  back.searchParams.set('error_description', 'call 555-0100')
  const page = await browser.open(String(back))
  assert.equal(page.location, `${app.url}/?error=social_refused`)
  assert.doesNotMatch(JSON.stringify(app.auth.events), /script|555/)
})
