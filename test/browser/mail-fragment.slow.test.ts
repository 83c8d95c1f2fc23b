/** Links in mails whose token stands behind `#`: a script of the page takes it, and without one the reader pastes the link. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { createHttpServer } from '../../src/server/http-server.ts'
import { createUser } from '../../src/testing/create-user.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { openPage } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'

const email = 'alice@example.com'
const fresh = 'A-fresh-secret-42'

async function open(t: TestContext, javaScriptEnabled = true) {
  const config = { mailTokenPlace: 'fragment', cookieSecure: false, publicUrl: 'https://app.example.com' } as const
  const auth = await createMailAuth(config, { clock: createFakeClock(Date.now()) })
  const app = createHttpServer(auth)
  t.after(async () => {
    await app.close()
    await auth.close()
  })
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  await createUser(auth, { email, password: testPassword })
  const browser = await openBrowser(t)
  const context = (await browser.browser()?.newContext({ javaScriptEnabled })) ?? browser
  /** The link of the newest mail, at the test's server. */
  const mailedLink = async (kind: string, page: string) => {
    await auth.post(kind, { email })
    const text = auth.mailbox.to(email).findLast(mail => mail.text.includes(`/${page}/`))?.text ?? ''
    const found = new RegExp(`https:\\S+/${page}/\\S+`).exec(text)?.[0] ?? assert.fail('no link')
    return found.replace('https://app.example.com', url)
  }
  return { auth, url, context, mailedLink }
}

async function setPassword(page: Page): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(fresh)
  await page.getByLabel('Repeat the new password').fill(fresh)
  await page.getByRole('button', { name: 'Set new password' }).click()
}

browserTest('the script takes the token out of the address, and no request and no history has it', async t => {
  const { auth, url, context, mailedLink } = await open(t)
  const { page, complaints } = await openPage(context, url)
  const seen: string[] = []
  page.on('request', request => void seen.push(request.url()))
  const link = await mailedLink('password/reset', 'reset-password')
  const token = link.split('#token=')[1] ?? assert.fail(link)
  await page.goto(link)
  await page.locator('input[type=hidden][name=token]').waitFor({ state: 'attached' })
  assert.equal(await page.getByLabel('Link from the mail').count(), 0)
  assert.equal(page.url(), `${url}/account/reset-password/`)
  await setPassword(page)
  await page.getByText('Your password was changed').waitFor()
  assert.deepEqual(
    seen.filter(each => each.includes(token)),
    [],
  )
  // The browser's advice about forms of passwords is no fault of the policy.
  assert.deepEqual(
    complaints.filter(each => !each.startsWith('verbose: ')),
    [],
  )
  await auth.login(email, fresh)
})

browserTest(
  'a password that is refused does not lose the token, and a second link takes the place of the first',
  async t => {
    const { auth, url, context, mailedLink } = await open(t)
    const { page } = await openPage(context, url)
    await page.goto(await mailedLink('password/reset', 'reset-password'))
    const used = await page.locator('input[name=token]').inputValue()
    auth.clock.advance(2 * 60_000)
    const second = await mailedLink('password/reset', 'reset-password')
    await page.goto(second)
    await page.locator(`input[name=token]:not([value="${used}"])`).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Set new password' }).click()
    await page.getByText('There is a problem').waitFor()
    assert.equal(await page.getByLabel('Link from the mail').count(), 0)
    await setPassword(page)
    await page.getByText('Your password was changed').waitFor()
  },
)

browserTest('an address is confirmed by one press', async t => {
  const { auth, url, context, mailedLink } = await open(t)
  const { page } = await openPage(context, url)
  await page.goto(await mailedLink('email/verify', 'verify-email'))
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await page.getByText('Your address is confirmed').waitFor()
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, true)
})

browserTest('without a script the reader pastes the link', async t => {
  const { auth, context, mailedLink } = await open(t, false)
  const page = await context.newPage()
  const link = await mailedLink('password/reset', 'reset-password')
  await page.goto(link)
  await page.getByLabel('Link from the mail').fill(link)
  await setPassword(page)
  await page.getByText('Your password was changed').waitFor()
  await auth.login(email, fresh)
})
