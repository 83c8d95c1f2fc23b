/** `latchkey/client` as a browser loads it: file by file, no bundler, two tabs with one set of cookies. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { fastify } from 'fastify'
import type { Page } from 'playwright-core'
import { latchkey } from '../../src/adapters/fastify.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { browserTest, openBrowser } from './browser.ts'

const sources = new URL('../../src/', import.meta.url)
const email = 'user@example.com'

/** A source file as a browser can read it: its types blanked out, as Node itself does it. */
function scriptOf(path: string): string {
  return stripTypeScriptTypes(readFileSync(new URL(path, sources), 'utf8'))
}

async function servePages(t: TestContext, config: Config = {}, port = 0) {
  const auth = await createTestAuth(config, { clock: createFakeClock(Date.now()) })
  const app = fastify({ forceCloseConnections: true })
  app.get('/', (_request, reply) => reply.type('text/html').send('<!doctype html><title>App</title>'))
  app.get<{ Params: { '*': string } }>('/src/*', (request, reply) =>
    reply.type('text/javascript').send(scriptOf(request.params['*'])),
  )
  await app.register(latchkey(auth))
  const url = await app.listen({ port, host: '127.0.0.1' })
  t.after(() => app.close().then(() => auth.close()))
  const context = await openBrowser(t)
  const openTab = async (options: string) => {
    const page = await context.newPage()
    await page.goto(url.replace('127.0.0.1', 'localhost'))
    await page.evaluate(
      `import('/src/client/index.ts').then(endpoint => { window.latchkey = endpoint; window.client = endpoint.createClient(${options}) })`,
    )
    return page
  }
  return { auth, openTab }
}

const ask = <T>(page: Page, code: string) => page.evaluate(code) as Promise<T>
const login = (page: Page) =>
  ask(page, `client.login({ email: '${email}', password: '${testPassword}' }).then(({ kind }) => kind)`)
const visits = (page: Page, count: number) =>
  ask<number[]>(
    page,
    `Promise.all(Array.from({ length: ${count} }, () => client.fetch('/api/auth/profile/').then(a => a.status)))`,
  )

browserTest(
  'by tokens in memory: twenty calls after the token has expired, one refresh, and a logout that holds',
  async t => {
    const { auth, openTab } = await servePages(t)
    await auth.register(email)
    const page = await openTab('{}')
    assert.equal(await login(page), 'signed_in')
    auth.clock.advance(15 * 60_000)
    assert.deepEqual(new Set(await visits(page, 20)), new Set([200]))
    assert.equal(auth.reasonsOf('refresh.rotated').length, 1)
    assert.equal(await ask(page, 'client.logout().then(({ kind }) => kind)'), 'signed_out')
    assert.deepEqual(await visits(page, 1), [401])
  },
)

browserTest(
  'by cookies, two tabs at once: they take turns, no refresh looks like a replay, and a logout reaches both',
  async t => {
    const { auth, openTab } = await servePages(t, { refreshGrace: 0, cookieSecure: false })
    await auth.register(email)
    const mode = "{ mode: 'cookies' }"
    const tabs = [await openTab(mode), await openTab(mode)] as const
    assert.equal(await login(tabs[0]), 'signed_in')
    assert.equal(await ask(tabs[1], 'client.resume()'), 'signed_in')
    assert.equal(await ask(tabs[0], 'document.cookie'), '')
    for (let round = 0; round < 3; round += 1) {
      auth.clock.advance(15 * 60_000)
      const statuses = await Promise.all(tabs.map(tab => visits(tab, 10)))
      assert.deepEqual(new Set(statuses.flat()), new Set([200]))
    }
    assert.deepEqual(auth.reasonsOf('refresh.reused'), [])
    assert.equal(await ask(tabs[0], 'client.logout().then(({ kind }) => kind)'), 'signed_out')
    assert.equal(await ask(tabs[1], 'client.resume()'), 'signed_out')
  },
)

/** The origin of passkeys has a port, so it has to be known before. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

for (const mode of ['tokens', 'cookies']) {
  browserTest(
    `by ${mode}: a passkey of the browser is added, shown as a second factor, and signs in alone`,
    async t => {
      const port = await freePort()
      const { auth, openTab } = await servePages(
        t,
        { publicUrl: `http://localhost:${port}`, cookieSecure: false },
        port,
      )
      await auth.register(email)
      const page = await openTab(`{ mode: '${mode}' }`)
      const cdp = await page.context().newCDPSession(page)
      await cdp.send('WebAuthn.enable')
      await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      })
      assert.equal(await login(page), 'signed_in')
      const added = await ask(
        page,
        `(async () => {
        const post = (path, body) => client.fetch('/api/auth/mfa/passkeys/' + path, {
          method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
        const begun = await post('options/', { current_password: '${testPassword}' })
        const credential = await latchkey.createPasskey(await begun.json())
        return (await post('', { credential, name: 'laptop' })).status
      })()`,
      )
      assert.equal(added, 201)
      await ask(page, 'client.logout()')
      assert.equal(await login(page), 'second_factor')
      const show = 'client.requestPasskey().then(({ options }) => latchkey.showPasskey(options))'
      const by = (call: string) => ask(page, `${show}.then(${call}).then(({ kind }) => kind)`)
      assert.equal(await by('credential => client.verifyFactor({ credential })'), 'signed_in')
      assert.deepEqual(await visits(page, 1), [200])
      assert.equal(await by('credential => client.reauthenticate({ credential })'), 'reauthenticated')
      await ask(page, 'client.logout()')
      assert.equal(await by('credential => client.loginWithPasskey(credential)'), 'signed_in')
      assert.deepEqual(await visits(page, 1), [200])
    },
  )
}
