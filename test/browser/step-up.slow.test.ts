/** A login of the last minutes, of people without a password: by the sign-in of a linked provider, and back to the same page. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { runSocialApp, type SocialApp } from '../../src/features/social/tests/social-app.ts'
import { createUser, type TestUser } from '../../src/testing/create-user.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'

const people = {
  mallory: { sub: '2002', email: 'mallory@example.com', email_verified: true },
}

const open = (t: Parameters<typeof runSocialApp>[0]) =>
  runSocialApp(t, {
    host: 'localhost',
    people,
    config: { recentLoginMinutes: 1, mailFrom: 'no-reply@example.com', sendMail: async () => {} },
  })

/** By the button of the login page, which leads to the app that was asked for. */
async function logInByProvider(page: Page, url: string, app: string): Promise<void> {
  await page.goto(`${url}/account/login/?next=/${app}/`)
  await page.getByRole('link', { name: 'Continue with Acme' }).click()
  await signInAs(page, 'alice')
  await page.waitForURL(`${url}/${app}/`)
  await settled(page)
}

async function signInAs(page: Page, login: string): Promise<void> {
  await page.fill('[name=login]', login)
  await page.getByRole('button', { name: 'Continue' }).click()
}

async function makeKey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a key' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Nightly')
  await form.getByRole('button', { name: 'Make a key' }).click()
}

async function findAlice({ auth }: SocialApp) {
  const alice = (await auth.store.users.findByLogin('alice@example.com')) ?? assert.fail('no account')
  return {
    ...alice,
    countSessions: async () => (await auth.store.sessions.listLive(alice.id, auth.clock.now())).length,
  }
}

browserTest('an account without a password steps up by its provider, and is back at its page', async t => {
  const app = await open(t)
  const { page } = await openPage(await openBrowser(t), app.url)
  await logInByProvider(page, app.url, 'account')
  const { countSessions } = await findAlice(app)
  await page.goto(`${app.url}/account/?lang=de#/keys`)
  await page.goto(`${app.url}/account/?lang=en#/keys`)
  await settled(page)
  app.auth.clock.advance(2 * 60_000)
  await makeKey(page)
  await page.getByRole('heading', { name: 'Log in again' }).waitFor()
  assert.equal(await page.getByRole('dialog').last().locator('input').count(), 0)
  await page.getByRole('button', { name: 'Log in again with Acme' }).click()
  // The provider asks again, though it knows the browser.
  await signInAs(page, 'alice')
  await page.waitForURL(`${app.url}/account/?lang=en#/keys`)
  await page.getByText('You have logged in again. Go on here.').waitFor()
  assert.equal(await countSessions(), 1, 'the new session takes the place of the old one')
  await makeKey(page)
  await page.getByRole('heading', { name: 'Your new key' }).waitFor()
})

browserTest('an operator without a password steps up by a provider before a deletion', async t => {
  const app = await open(t)
  const { auth, url } = app
  const mailed: TestUser = { email: 'alice@example.com', isStaff: true, isSuperuser: true, emailVerified: true }
  const operator = await createUser(auth, mailed)
  const link = { provider: 'acme', subject: '1001', email: '', userId: operator.id, now: auth.clock.now() }
  await auth.store.socialAccounts.link(link)
  const donald = await createUser(auth, { email: 'donald@example.com', password: testPassword })
  const { page } = await openPage(await openBrowser(t), url)
  await logInByProvider(page, url, 'console')
  assert.equal((await findAlice(app)).id, operator.id)
  const place = `#/users/${donald.id}`
  await visit(page, place)
  auth.clock.advance(2 * 60_000)
  const askToDelete = async () => {
    await page.getByRole('button', { name: 'Delete the account' }).click()
    await page.getByLabel('Type donald@example.com to confirm').fill('donald@example.com')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the account' }).click()
  }
  await askToDelete()
  await page.getByRole('button', { name: 'Log in again with Acme' }).click()
  await signInAs(page, 'alice')
  await page.waitForURL(`${url}/console/${place}`)
  await settled(page)
  assert.notEqual(await auth.store.users.findById(donald.id), undefined, 'nothing goes on by itself')
  await askToDelete()
  await page.getByText('The account was deleted.').waitFor()
})

browserTest('who turns back at the provider, or is someone else there, is told so', async t => {
  const app = await open(t)
  const { page } = await openPage(await openBrowser(t), app.url)
  await logInByProvider(page, app.url, 'account')
  await visit(page, '#/keys')
  app.auth.clock.advance(2 * 60_000)
  const again = async (login: string) => {
    await makeKey(page)
    await page.getByRole('button', { name: 'Log in again with Acme' }).click()
    await signInAs(page, login)
  }
  // The provider's word for a form that was sent empty.
  await again('')
  await page.getByRole('heading', { name: 'The login did not work' }).waitFor()
  await page.getByText('The provider did not confirm the login.').waitFor()
  assert.equal(page.url(), `${app.url}/account/#/keys`, 'the address no longer says so')
  await page.keyboard.press('Escape')
  await again('mallory')
  await page.getByText('You are logged in to another account now: mallory@example.com.').waitFor()
  assert.equal(await (await findAlice(app)).countSessions(), 1, 'the session of the first account is its owner’s')
})

browserTest('a sign-in that fails before anyone is logged in is explained on the login page', async t => {
  const app = await open(t)
  const { page } = await openPage(await openBrowser(t), app.url)
  await page.goto(`${app.url}/account/login/?next=/console/`)
  await page.getByRole('link', { name: 'Continue with Acme' }).click()
  await signInAs(page, '')
  await page.getByText('The provider did not confirm the login.').waitFor()
  assert.equal(new URL(page.url()).searchParams.get('next'), '/console/')
})

browserTest('without a password and a provider, the dialog leads to the mail that sets one', async t => {
  const app = await open(t)
  const { page } = await openPage(await openBrowser(t), app.url)
  await logInByProvider(page, app.url, 'account')
  const { id } = await findAlice(app)
  await app.auth.store.socialAccounts.unlink(id, 'acme', { usable: [], now: app.auth.clock.now(), takesLast: true })
  await visit(page, '#/keys')
  app.auth.clock.advance(2 * 60_000)
  await makeKey(page)
  await page.getByText('neither a password nor a provider').waitFor()
  await page.getByRole('link', { name: 'Ask for the mail' }).click()
  await page.waitForURL(`${app.url}/account/forgot-password/`)
})
