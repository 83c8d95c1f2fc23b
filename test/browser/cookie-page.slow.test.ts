/** The guide's page in a real browser: what it can do, what script on it cannot see. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { Config } from '../../src/settings/settings.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { browserTest, openBrowser } from './browser.ts'
import { guidePage, type Site, serveApp, servePage } from './site.ts'

const email = 'alice@example.com'
const quarter = 16 * 60_000

async function openPage(t: TestContext, address: (port: number) => string, config: Config = {}) {
  const site = await serveApp(t, config)
  await site.auth.register(email)
  const context = await openBrowser(t)
  const page = await context.newPage()
  await page.goto(address(site.port))
  return { site, context, page }
}

async function logIn(page: Page) {
  await page.fill('[name=email]', email)
  await page.fill('[name=password]', testPassword)
  await page.click('form button')
  await says(page, `Logged in as ${email}`)
}

const says = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor()

const nobody = 'Nobody is logged in'

const asked = ({ seen }: Site, endpoint: string) =>
  seen.filter(({ path }) => path === `/api/auth/cookie/${endpoint}/`).length

const addresses: Readonly<Record<string, readonly [address: (port: number) => string, config: Config]>> = {
  'on localhost, with Secure cookies': [port => `http://localhost:${port}/`, {}],
  'on localhost, with __Host- cookies': [port => `http://localhost:${port}/`, { cookiePrefix: '__Host-' }],
  'in DEBUG, over plain HTTP': [port => `http://127.0.0.1:${port}/`, { debug: true }],
}

for (const [where, [address, config]] of Object.entries(addresses)) {
  browserTest(`${where}: the page logs in, survives a reload, refreshes and logs out`, async t => {
    const { site, context, page } = await openPage(t, address, config)
    await says(page, nobody)
    await logIn(page)
    const cookies = await context.cookies()
    assert.deepEqual(
      cookies.map(({ httpOnly, sameSite, secure }) => [httpOnly, sameSite, secure]),
      Array(2).fill([true, 'Lax', config.debug !== true]),
    )

    await page.reload()
    await says(page, `Logged in as ${email}`)
    assert.equal(asked(site, 'refresh'), 1) // the one before the login, which found nobody

    site.auth.clock.advance(quarter)
    await page.reload()
    await says(page, `Logged in as ${email}`)
    assert.equal(asked(site, 'refresh'), 2)

    await page.click('#logout')
    await says(page, nobody)
    assert.deepEqual(await context.cookies(), [])
    await page.reload()
    await says(page, nobody)
  })
}

browserTest('script on the page can see no token: not in document.cookie, in storage or in any answer', async t => {
  const { site, page } = await openPage(t, port => `http://localhost:${port}/`)
  await logIn(page)
  site.auth.clock.advance(quarter)
  await page.reload()
  await says(page, `Logged in as ${email}`)
  assert.equal(await page.evaluate('document.cookie'), '')
  assert.equal(await page.evaluate('localStorage.length + sessionStorage.length'), 0)
  assert.ok(site.bodies.includes('{"message":"Token refreshed successfully"}'))
  assert.deepEqual(
    site.bodies.filter(text => /eyJ[\w-]+\.[\w-]+\./.test(text)),
    [],
  )
})

browserTest('a wrong password is shown in the words of the answer', async t => {
  const { context, page } = await openPage(t, port => `http://localhost:${port}/`)
  await page.fill('[name=email]', email)
  await page.fill('[name=password]', 'Not-The-Password-1')
  await page.click('form button')
  await says(page, 'Invalid credentials')
  assert.deepEqual(await context.cookies(), [])
})

browserTest('two tabs whose access cookie has expired refresh at once, and both stay in', async t => {
  const { site, context, page } = await openPage(t, port => `http://localhost:${port}/`)
  await logIn(page)
  const other = await context.newPage()
  await other.goto(page.url())
  site.auth.clock.advance(quarter)
  await Promise.all([page.reload(), other.reload()])
  await Promise.all([says(page, `Logged in as ${email}`), says(other, `Logged in as ${email}`)])
})

browserTest('a session that was ended elsewhere leaves no cookie, and the next login works', async t => {
  const { site, context, page } = await openPage(t, port => `http://localhost:${port}/`)
  await logIn(page)
  await site.auth.changePassword((await site.auth.login(email)).access, testPassword)
  await page.reload()
  await says(page, nobody)
  assert.deepEqual(await context.cookies(), [])
  await logIn(page)
})

/** The page's address and the API's, as seen from a browser. */
const listed = {
  'on another port': [(port: number) => `http://localhost:${port}`, {}],
  'on another site': [
    (port: number) => `http://127.0.0.1:${port}`,
    { cookieSameSite: 'None', cookiePartitioned: true },
  ],
} as const

for (const [where, [originOf, config]] of Object.entries(listed)) {
  browserTest(`a listed page ${where} logs in, survives a reload, refreshes and logs out`, async t => {
    let api = ''
    const port = await servePage(t, () => guidePage(api))
    const origin = originOf(port)
    const origins = { corsAllowedOrigins: [origin], corsAllowCredentials: true, trustedOrigins: [origin] }
    const site = await serveApp(t, { ...origins, ...config })
    api = `http://localhost:${site.port}`
    await site.auth.register(email)
    const context = await openBrowser(t)
    const page = await context.newPage()
    await page.goto(origin)
    await logIn(page)
    await page.reload()
    await says(page, `Logged in as ${email}`)
    site.auth.clock.advance(quarter)
    await page.reload()
    await says(page, `Logged in as ${email}`)
    assert.equal(await page.evaluate('document.cookie'), '')
    await page.click('#logout')
    await says(page, nobody)
    assert.deepEqual(await context.cookies(), [])
  })
}
