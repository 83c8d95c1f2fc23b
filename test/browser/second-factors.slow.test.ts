/** Second factors of people in a real browser: added in the account app, shown at a login and in the middle of a change. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { codeOf, stepAt } from '../../src/features/mfa/totp.ts'
import { createUser } from '../../src/testing/create-user.ts'
import { addApp, decodeBase32, type Protected } from '../../src/testing/second-factors.ts'
import { logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { lookAt, until } from './look-at.ts'
import { type People, password, servePeople } from './people.ts'
import { serveApp } from './site.ts'
import { addAuthenticator, servePasskeyPeople, withoutSuggestions } from './virtual-authenticator.ts'

const grace = 'grace@example.com'

/** Of the app with this key, now: each works once. */
function codeFor({ auth }: Pick<People, 'auth'>, secret: string): string {
  auth.clock.advance(30_000)
  return codeOf(decodeBase32(secret), stepAt(auth.clock.now()))
}

/** An account of these people gets an app, without a browser. */
async function protect({ auth }: People, email = grace): Promise<Protected> {
  const reply = await auth.request('POST', '/api/auth/login/', { json: { email, password } })
  return await addApp(auth, reply.json)
}

async function enterPassword(page: Page, url: string, next = '/account/'): Promise<void> {
  await page.goto(`${url}/account/login/?next=${encodeURIComponent(next)}`)
  await page.fill('input[name=email]', grace)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
}

async function pressIn(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').last().getByRole('button', { name, exact: true }).click()
}

async function addPasskey(page: Page): Promise<void> {
  await visit(page, '#/security')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog').getByLabel('Current password').fill(password)
  await pressIn(page, 'Continue')
}

browserTest('an app is added in the account app, with codes that are shown once, and a login asks for it', async t => {
  const people = await servePeople(t)
  const { url } = people
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', grace)
  await visit(page, '#/security')
  await page.getByText('Your account has no second factor yet').waitFor()
  await page.getByRole('button', { name: 'Add an authenticator app' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Current password').fill(password)
  await pressIn(page, 'Continue')
  const secret = (await dialog.locator('code').textContent()) ?? ''
  assert.match(secret, /^[A-Z2-7]{32}$/)
  await until(page, isPictureShown)
  const field = dialog.getByLabel('Code from the app')
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code')
  await field.fill(codeFor(people, secret))
  await pressIn(page, 'Confirm')
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  assert.equal(await page.locator('.codes li').count(), 10)
  const saved = page.waitForEvent('download')
  await pressIn(page, 'Download')
  assert.equal((await saved).suggestedFilename(), 'recovery-codes.txt')
  await pressIn(page, 'I have kept them')
  await page.getByText('10 codes are left.').waitFor()
  await page.reload()
  await settled(page)
  assert.equal(await page.locator('.codes').count(), 0)
  await page.context().clearCookies()
  await enterPassword(page, url, '/account/#/security')
  await page.getByLabel('Code').fill(codeFor(people, secret))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${url}/account/**`)
  await page.getByRole('heading', { name: /^Hello|^Security/ }).waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('an account that must have a factor adds an app in the middle of its first login', async t => {
  const { auth, port } = await serveApp(t, { cookieSecure: false, mfaRequired: 'all' })
  await createUser(auth, { email: grace, password })
  const url = `http://localhost:${port}`
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await enterPassword(page, url, '/account/')
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const secret = (await page.locator('code.secret').textContent()) ?? ''
  await until(page, isPictureShown)
  await page.getByLabel('Code from the app').fill(codeFor({ auth }, secret))
  await page.getByRole('button', { name: 'Confirm and log in' }).click()
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  assert.equal(await page.locator('.codes li').count(), 10)
  const { faults, look } = lookAt(page)
  await look('recovery codes of a first login')
  assert.deepEqual(faults, [])
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.waitForURL(`${url}/account/`)
  await settled(page)
  await visit(page, '#/security')
  await page.getByText('10 codes are left.').waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('a passkey that was added in the account app logs in alone, and is a second factor', async t => {
  const people = await servePasskeyPeople(t)
  const { url, auth } = people
  const context = await openBrowser(t)
  const { page, complaints } = await openPage(context, url)
  await addAuthenticator(page)
  await withoutSuggestions(page)
  await logIn(page, url, 'account', grace)
  await addPasskey(page)
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  await pressIn(page, 'I have kept them')
  await page.getByText('Chrome, Linux').waitFor()
  await addPasskey(page)
  await page.getByText('There is a passkey of your account on this device already.').waitFor()
  await page.keyboard.press('Escape')
  const next = '/account/?lang=en'
  await context.clearCookies()
  await page.goto(`${url}/account/login/?next=${encodeURIComponent(next)}`)
  await page.getByRole('button', { name: 'Log in with a passkey' }).click()
  await page.waitForURL(`${url}${next}`)
  await settled(page)
  await context.clearCookies()
  await enterPassword(page, url, next)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(`${url}${next}`)
  await settled(page)
  const user = (await auth.store.users.findByLogin(grace)) ?? assert.fail('no account')
  const sessions = await auth.store.sessions.listLive(user.id, auth.clock.now())
  assert.deepEqual(sessions.filter(({ factors }) => factors.some(each => each.startsWith('passkey'))).length, 3)
  assert.deepEqual(complaints, [])
})

browserTest('the login page offers passkeys among the suggestions of its field', async t => {
  const { url } = await servePasskeyPeople(t)
  const context = await openBrowser(t)
  const { page } = await openPage(context, url)
  await addAuthenticator(page)
  await logIn(page, url, 'account', grace)
  await addPasskey(page)
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  await context.clearCookies()
  // The virtual authenticator takes it without a click, which may be before the page is loaded whole.
  await page.goto(`${url}/account/login/?next=/account/`, { waitUntil: 'commit' })
  await page.waitForURL(`${url}/account/`)
})

browserTest('a change that asks for the factor goes on where it was, after a wrong code and a right one', async t => {
  const people = await servePeople(t, { recentLoginMinutes: 1 })
  const { url, auth } = people
  const { page } = await openPage(await openBrowser(t), url)
  const { code } = await protect(people)
  await enterPassword(page, url)
  await page.getByLabel('Code').fill(code())
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${url}/account/`)
  await settled(page)
  await visit(page, '#/keys')
  auth.clock.advance(2 * 60_000)
  const user = (await auth.store.users.findByLogin(grace)) ?? assert.fail('no account')
  const count = async () => (await auth.store.sessions.listLive(user.id, auth.clock.now())).length
  const before = await count()
  let sent = 0
  page.on('request', request => {
    if (request.url().endsWith('/reauthenticate/')) sent += 1
  })
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Nightly')
  await page.getByRole('dialog').getByLabel('Current password').fill(password)
  await pressIn(page, 'Make a key')
  await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
  const field = page.getByRole('dialog').last().getByLabel('Code')
  await field.fill('000000')
  await pressIn(page, 'Confirm')
  await page.getByText('The code is wrong, or was used before.').waitFor()
  await field.fill(code())
  await pressIn(page, 'Confirm')
  await page.getByRole('heading', { name: 'Your new key' }).waitFor()
  assert.equal(await count(), before, 'within the same session')
  assert.equal(sent, 2, 'the wrong code is sent once')
})

browserTest('without a factor the password is asked for, within the same session', async t => {
  const people = await servePeople(t, { recentLoginMinutes: 1, reauthenticateForChanges: true })
  const { url, auth } = people
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', 'ada@example.com')
  const ada = (await auth.store.users.findByLogin('ada@example.com')) ?? assert.fail('no account')
  const list = async () => (await auth.store.sessions.listLive(ada.id, auth.clock.now())).map(({ id }) => id).toSorted()
  const before = await list()
  auth.clock.advance(2 * 60_000)
  await visit(page, `#/users/${people.users.donald?.id}`)
  await page.getByRole('button', { name: 'Delete the account' }).click()
  await page.getByLabel('Type donald@example.com to confirm').fill('donald@example.com')
  await pressIn(page, 'Delete the account')
  const field = page.getByRole('dialog').last().getByLabel('Password')
  await field.fill('wrong')
  await pressIn(page, 'Confirm')
  await page.getByText('The password is not right.').waitFor()
  await field.fill(password)
  await pressIn(page, 'Confirm')
  await page.getByText('The account was deleted.').waitFor()
  assert.deepEqual(await list(), before)
})

browserTest('without a script a code is enough for the second half of a login', async t => {
  const people = await servePasskeyPeople(t)
  const { url } = people
  const { code } = await protect(people)
  const browser = (await openBrowser(t)).browser() ?? assert.fail('no browser')
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(`${url}/account/login/`)
  assert.equal(await page.getByRole('button', { name: 'Log in with a passkey' }).isVisible(), false)
  await enterPassword(page, url)
  await page.getByLabel('Code').fill(code())
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${url}/account/`)
})

browserTest(
  'where factors are added every page and dialog fits every width, and axe finds nothing',
  async t => {
    const people = await servePasskeyPeople(t)
    const { url } = people
    const { page, complaints } = await openPage(await openBrowser(t), url)
    await addAuthenticator(page)
    await withoutSuggestions(page)
    const { faults, look } = lookAt(page)
    await page.goto(`${url}/account/login/`)
    await page.getByRole('button', { name: 'Log in with a passkey' }).waitFor()
    await look('login')
    await logIn(page, url, 'account', grace)
    await visit(page, '#/security')
    await look('no factor')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await look('a passkey')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add an authenticator app' }).click()
    await page.getByRole('dialog').getByLabel('Current password').fill(password)
    await look('an app')
    await pressIn(page, 'Continue')
    await until(page, isPictureShown)
    await look('the code of an app')
    const secret = (await page.getByRole('dialog').locator('code').textContent()) ?? ''
    await page.getByLabel('Code from the app').fill(codeFor(people, secret))
    await pressIn(page, 'Confirm')
    await page.locator('.codes').waitFor()
    await look('recovery codes')
    assert.deepEqual([...faults, ...complaints], [])
  },
  120_000,
)

browserTest(
  'where factors are changed and shown every page and dialog fits, and axe finds nothing',
  async t => {
    const people = await servePasskeyPeople(t, { trustedDeviceLifetime: '30d', recentLoginMinutes: 1 })
    const { url, auth } = people
    const { page, complaints } = await openPage(await openBrowser(t), url)
    await addAuthenticator(page)
    await withoutSuggestions(page)
    const { faults, look } = lookAt(page)
    const { code } = await protect(people)
    await enterPassword(page, url)
    await page.getByLabel('Code').fill(code())
    await page.getByLabel('Do not ask again on this device').check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${url}/account/`)
    await settled(page)
    await addPasskey(page)
    await page.getByText('The passkey was added.').waitFor()
    await settled(page)
    await look('factors')
    await page.getByRole('button', { name: 'Rename: Chrome, Linux' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Laptop')
    await look('another name')
    await pressIn(page, 'Rename')
    await page.getByText('Laptop').waitFor()
    await page.getByRole('button', { name: 'Forget: Chrome, Linux' }).click()
    await pressIn(page, 'Forget')
    await page.getByText('The browser is trusted no longer.').waitFor()
    await page.getByRole('button', { name: 'Remove: Authenticator app' }).click()
    await page.getByRole('dialog').getByLabel('Current password').fill(password)
    auth.clock.advance(2 * 60_000)
    await pressIn(page, 'Remove')
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
    await look('step-up')
    await page.getByRole('dialog').last().getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('The second factor was removed.').waitFor()
    await page.context().clearCookies()
    await enterPassword(page, url)
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
    await look('second half of a login')
    // The answer that asks to step up is a 401.
    assert.deepEqual([...faults, ...complaints.filter(each => !each.includes('status of 401'))], [])
  },
  120_000,
)

const isPictureShown = `document.querySelector('img.qr')?.naturalWidth > 0`

browserTest('an operator sees the second factors of an account, and resets them', async t => {
  const people = await servePeople(t)
  const { url, auth, users } = people
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await protect(people)
  await logIn(page, url, 'console', 'ada@example.com')
  await visit(page, `#/users/${users.grace?.id}/factors`)
  await page.getByText('10 recovery codes are left.').waitFor()
  const { faults, look } = lookAt(page)
  await look('factors of a user')
  await page.getByRole('button', { name: 'Reset second factors' }).click()
  await look('reset')
  await pressIn(page, 'Reset second factors')
  await page.getByText('The second factors were removed.').waitFor()
  await page.getByText('No second factor').waitFor()
  const reply = await auth.request('POST', '/api/auth/login/', { json: { email: grace, password } })
  assert.equal(reply.status, 200)
  assert.deepEqual([...faults, ...complaints], [])
})
