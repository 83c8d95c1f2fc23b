/** Logins by mail in a real browser: the code, the link in the same browser and in another one, narrow and wide, by light and dark. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Secret } from '../../src/kernel/secret.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createUser } from '../../src/testing/create-user.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { lastLoginMail } from '../../src/testing/mail-logins.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { openPage, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { lookAt } from './look-at.ts'

const email = 'alice@example.com'
const shown = 'https://app.example.com'

async function open(t: TestContext, config: Config = {}) {
  const usual = { mailLogin: 'both', cookieSecure: false, publicUrl: shown } as const
  const auth = await createMailAuth({ ...usual, ...config }, { clock: createFakeClock(Date.now()) })
  const app = createHttpServer(auth)
  t.after(async () => {
    await app.close()
    await auth.close()
  })
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  await createUser(auth, { email, password: testPassword, emailVerified: true })
  /** The newest mail, with its link at the test's server. */
  const mail = async () => {
    await auth.deliverMail()
    const { code, text } = lastLoginMail(auth, email)
    return { code, link: (/https:\S+/.exec(text)?.[0] ?? '').replace(shown, url) }
  }
  return { auth, url, mail }
}

browserTest('a person logs in with the code of the mail, and is led to where they wanted to go', async t => {
  const { url, mail } = await open(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  const { faults, look } = lookAt(page)
  await page.goto(`${url}/account/login/?next=/account/`)
  await look('the login page with an offer of a mail')
  await page.getByRole('link', { name: 'Log in by mail' }).click()
  await look('the question for the address')
  await page.getByLabel('Email address').fill(email)
  await page.getByRole('button', { name: 'Send the mail' }).click()
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor()
  await look('the page that waits for the code')
  await page.getByLabel('Code').fill('00000000')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('The code is wrong').waitFor()
  await look('a wrong code')
  await page.getByLabel('Code').fill((await mail()).code)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: /^Hello/ }).waitFor()
  assert.deepEqual(faults, [])
  assert.deepEqual(
    complaints.filter(each => !each.includes('401')),
    [],
  )
})

for (const mailTokenPlace of ['query', 'fragment'] as const) {
  browserTest(`the link works in the browser that asked, and in no other (${mailTokenPlace})`, async t => {
    const { url, mail } = await open(t, { mailTokenPlace })
    const context = await openBrowser(t)
    const { page } = await openPage(context, url)
    await page.goto(`${url}/account/mail-login/`)
    await page.getByLabel('Email address').fill(email)
    await page.getByRole('button', { name: 'Send the mail' }).click()
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor()
    const { link } = await mail()
    const other = await context.browser()?.newContext()
    assert.ok(other !== undefined)
    const { page: elsewhere } = await openPage(other, url)
    const { faults, look } = lookAt(elsewhere)
    await elsewhere.goto(link)
    await look('the page of the link')
    await elsewhere.getByRole('button', { name: 'Log in' }).click()
    await elsewhere.getByText('only in the browser in which you asked').waitFor()
    await look('a link that was opened elsewhere')
    await elsewhere.getByRole('link', { name: 'Ask for a new mail here' }).click()
    await elsewhere.getByLabel('Email address').waitFor()
    assert.deepEqual(faults, [])
    await page.goto(link)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: /^Hello/ }).waitFor()
    await other.close()
  })
}

browserTest('all of it works without a script', async t => {
  const { auth, url, mail } = await open(t)
  const browser = await openBrowser(t)
  const context = (await browser.browser()?.newContext({ javaScriptEnabled: false })) ?? browser
  const { page } = await openPage(context, url)
  await page.goto(`${url}/account/mail-login/`)
  await page.getByLabel('Email address').fill(email)
  await page.getByRole('button', { name: 'Send the mail' }).click()
  await page.goto((await mail()).link)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`${url}/account/`)
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
  const sessions = await auth.store.sessions.listLive(user.id, auth.clock.now())
  assert.deepEqual(
    sessions.map(({ factors }) => factors),
    [['mail']],
  )
})

browserTest('an account without a password logs in again by mail for a change, and goes on where it was', async t => {
  const { auth, url, mail } = await open(t)
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
  await auth.store.users.upgradePassword(user.id, user.password, new Secret('!none'))
  const { page } = await openPage(await openBrowser(t), url)
  const logInByCode = async () => {
    await page.getByLabel('Email address').fill(email)
    await page.getByRole('button', { name: 'Send the mail' }).click()
    await page.getByLabel('Code').fill((await mail()).code)
    await page.getByRole('button', { name: 'Log in' }).click()
  }
  await page.goto(`${url}/account/mail-login/?next=/account/`)
  await logInByCode()
  await page.getByRole('heading', { name: /^Hello/ }).waitFor()
  auth.clock.advance(3_600_000)
  await visit(page, '#/security')
  await page.getByRole('button', { name: 'Add an authenticator app' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Log in again by mail' }).click()
  await logInByCode()
  await page.getByText('You have logged in again').waitFor()
  const sessions = await auth.store.sessions.listLive(user.id, auth.clock.now())
  assert.equal(sessions.length, 1, 'the older session has ended')
})
