/** The login behind the pages: it outlives the access cookie, ends in every tab, is asked for again, and decides what is shown. */
import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { operator, password, servePeople } from './people.ts'

async function typePassword(page: Page, text: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Confirm' }).click()
}

browserTest('the session outlives the access cookie: the console goes on where it was', async t => {
  const { auth, url } = await servePeople(t, { accessTokenLifetime: 2 })
  const context = await openBrowser(t)
  const { page } = await openPage(context, url)
  await logIn(page, url, 'console', operator)
  for (let round = 0; round < 2; round += 1) {
    auth.clock.advance(3000)
    for (let tries = 0; (await context.cookies(url)).some(({ name }) => name === 'access_token'); tries += 1) {
      assert.ok(tries < 100, 'the access cookie stays')
      await setTimeout(50)
    }
    await visit(page, round === 0 ? '#/users' : '#/groups')
    const shown = round === 0 ? 'grace@example.com' : 'Editors'
    await page.getByRole('link', { name: shown }).waitFor()
  }
  await page.reload()
  await page.getByRole('link', { name: 'Editors' }).waitFor()
  assert.ok(auth.reasonsOf('refresh.rotated').length >= 2)
  assert.deepEqual(auth.reasonsOf('refresh.reused'), [])
})

browserTest('a logout in another tab leads to the login, and from there back to the same page', async t => {
  const { url, users } = await servePeople(t)
  const context = await openBrowser(t)
  const { page } = await openPage(context, url)
  await logIn(page, url, 'console', operator)
  const other = (await openPage(context, url)).page
  await other.goto(`${url}/console/#/users`)
  await settled(other)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(`${url}/account/login/`)
  const place = `#/users/${users.grace?.id}/sessions`
  await other.evaluate(`location.hash = '${place}'`)
  await other.waitForURL(/\/account\/login\/\?next=/)
  await other.fill('input[name=email]', operator)
  await other.fill('input[name=password]', password)
  await other.click('button[type=submit]')
  await other.waitForURL(`${url}/console/${place}`)
  await other.getByRole('button', { name: 'End all sessions' }).waitFor()
})

browserTest(
  'a deletion long after the login asks for the password: a wrong one is refused, the right one goes on',
  async t => {
    const { auth, url, users } = await servePeople(t, { recentLoginMinutes: 1 })
    const { page } = await openPage(await openBrowser(t), url)
    await logIn(page, url, 'console', operator)
    const { donald } = users
    const ada = await auth.store.users.findByLogin(operator)
    assert.ok(donald !== undefined && ada !== undefined)
    const countSessions = async () => (await auth.store.sessions.listLive(ada.id, auth.clock.now())).length
    const sessions = await countSessions()
    await visit(page, `#/users/${donald.id}`)
    auth.clock.advance(2 * 60_000)
    const askToDelete = async () => {
      await page.getByRole('button', { name: 'Delete the account' }).click()
      await page.getByLabel('Type donald@example.com to confirm').fill('donald@example.com')
      await page.getByRole('dialog').getByRole('button', { name: 'Delete the account' }).click()
      await page.getByRole('heading', { name: 'Enter your password' }).waitFor()
    }
    await askToDelete()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.notEqual(await auth.store.users.findById(donald.id), undefined)

    await askToDelete()
    await typePassword(page, 'not the password')
    await page.getByText('The password is not right.').waitFor()
    assert.notEqual(await auth.store.users.findById(donald.id), undefined)
    await typePassword(page, password)
    await page.getByText('The account was deleted.').waitFor()
    assert.equal(await auth.store.users.findById(donald.id), undefined)
    assert.equal(await countSessions(), sessions, 'the new login takes the place of the old one')
    await page.getByRole('link', { name: 'grace@example.com' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'donald@example.com' }).count(), 0)
  },
)

browserTest('an operator who may only see accounts has their pages alone, and no button that changes', async t => {
  const { auth, url, users } = await servePeople(t)
  assert.ok(users.linus !== undefined)
  const access = await auth.login(operator)
  const body = { json: { permissions: ['auth.view_user'] }, headers: { authorization: `Bearer ${access.access}` } }
  const granted = await auth.request('PUT', `/api/admin/users/${users.linus.id}/permissions/`, body)
  assert.equal(granted.status, 200, granted.text)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', 'linus@example.com')
  const links = await page.locator('.sidebar a').allInnerTexts()
  assert.deepEqual(
    links.filter(each => each !== 'Resources'),
    ['Overview', 'Users'],
  )
  await visit(page, '#/users')
  await page.getByRole('link', { name: 'grace@example.com' }).waitFor()
  assert.equal(await page.locator('main input[type=checkbox]').count(), 0)
  assert.deepEqual(await page.locator('main .button').allInnerTexts(), [])
  await visit(page, `#/users/${users.grace?.id}`)
  assert.deepEqual(await page.locator('.tabs a').allInnerTexts(), [
    'Profile',
    'Access',
    'Second factors',
    'Linked accounts',
  ])
  for (const tab of ['', '/access', '/factors', '/providers']) {
    await visit(page, `#/users/${users.grace?.id}${tab}`)
    assert.deepEqual(await page.locator('main .button').allInnerTexts(), [], tab)
    assert.equal(await page.locator('main :is(input, select, textarea):enabled:not([type=search])').count(), 0, tab)
  }
  await visit(page, '#/audit')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('a user who is no operator is told so, with a way back, and sees nothing else', async t => {
  const { url } = await servePeople(t)
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', 'grace@example.com')
  await page.getByRole('heading', { name: 'This page is for operators' }).waitFor()
  assert.equal(await page.locator('nav').count(), 0)
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByRole('heading', { name: 'Hello, Grace Brewster' }).waitFor()
  await settled(page)
  assert.equal(await page.getByRole('link', { name: 'Console' }).count(), 0)
})

browserTest('an operator has a link from the account to the console, whatever the profile shows', async t => {
  const { url } = await servePeople(t)
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', operator)
  await page.getByRole('link', { name: 'Console' }).click()
  await page.waitForURL(`${url}/console/`)
  await page.getByRole('link', { name: 'Users' }).waitFor()
})

browserTest('a refusal is said in the language of the page, by its code', async t => {
  const { url } = await servePeople(t, { apiKeyLimit: 1 })
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', 'grace@example.com')
  await page.goto(`${url}/account/?lang=de#/keys`)
  await settled(page)
  await page.getByRole('button', { name: 'Schlüssel' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Noch einer')
  await form.getByLabel('Aktuelles Passwort').fill(password)
  await page.keyboard.press('Enter')
  await form.getByText('Mehr API-Schlüssel sind nicht erlaubt. Widerrufen Sie zuerst einen.').waitFor()
})
