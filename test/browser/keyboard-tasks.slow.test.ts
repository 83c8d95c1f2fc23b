/** One task of each other page, by keys alone: questions, lists and forms of the console, and what people do to their account. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { openPage, settled } from './app-pages.ts'
import { serveArticles } from './articles.ts'
import { browserTest, openBrowser, untilFileEnds } from './browser.ts'
import { focusBecomes, focusOf, logInByKeys, press, tabTo, told } from './keys.ts'
import { operator, type People, password } from './people.ts'

const file = untilFileEnds()
type Opened = People & { readonly contexts: Readonly<Record<string, BrowserContext>> }
let opened: Promise<Opened> | undefined

/** One server for all, and a browser for each of both apps. */
async function open(): Promise<Opened> {
  const people = await serveArticles(file, ['Alpha'])
  const [console, account] = [await openBrowser(file), await openBrowser(file)]
  await logInByKeys((await openPage(console, people.url)).page, people.url, 'console', operator)
  await logInByKeys((await openPage(account, people.url)).page, people.url, 'account', 'grace@example.com')
  return { ...people, contexts: { console, account } }
}

async function openApp(app: 'console' | 'account', route: string): Promise<People & { readonly page: Page }> {
  opened ??= open()
  const { contexts, ...people } = await opened
  const { page } = await openPage(contexts[app] ?? assert.fail(), people.url)
  await page.goto(`${people.url}/${app}/${route}`)
  await settled(page)
  return { ...people, page }
}

async function type(page: Page, field: string, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}

browserTest('by keys: the figures behind the bars are read', async () => {
  const { page } = await openApp('console', '#/')
  await press(page, 'summary Figures')
  await page.locator('details[open] li').first().waitFor()
})

browserTest('by keys: the history of one event is asked for', async () => {
  const { page } = await openApp('console', '#/audit')
  await type(page, 'input Event', 'user.changed')
  await page.keyboard.press('Enter')
  await settled(page)
  const events = await page.locator('main tbody td:nth-child(2)').allInnerTexts()
  assert.ok(events.length > 0 && events.every(each => each.includes('user.changed')), events.join())
  await press(page, 'a ')
})

browserTest('by keys: a mail that waits is tried again, and then dropped', async () => {
  const { page, auth } = await openApp('console', '#/outbox')
  await press(page, 'button Send now: grace@example.com')
  await told(page, 'It is tried again at once.')
  await settled(page)
  await press(page, 'button Drop: grace@example.com')
  await page.getByRole('dialog').waitFor()
  await press(page, 'button Drop')
  await told(page, 'The mail was dropped.')
  await focusBecomes(page, 'main ')
  assert.equal((await auth.store.audit.list({ event: 'mail.dropped', limit: 9 })).entries.length, 1)
})

browserTest('by keys: a refused request is explained', async () => {
  const { page, trace } = await openApp('console', '#/why')
  await tabTo(page, 'textarea A trace id or a token')
  await page.keyboard.type(trace)
  await press(page, 'button Explain')
  await page.getByRole('heading', { name: 'The request' }).waitFor()
})

browserTest('by keys: it is asked who may what', async () => {
  const { page } = await openApp('console', '#/access')
  await type(page, 'input Account: id, or what it logs in with', 'grace@example.com')
  await type(page, 'input Permission', 'auth.view_user')
  await page.keyboard.press('Enter')
  await told(page, 'Through the group Editors')
})

browserTest('by keys: a setting is found', async () => {
  const { page } = await openApp('console', '#/settings')
  await type(page, 'input Search', 'recentlogin')
  const names = page.locator('main tbody tr td:first-child')
  for (let tries = 0; tries < 40 && (await names.count()) !== 1; tries += 1) await page.waitForTimeout(25)
  assert.match((await names.allInnerTexts()).join(), /^recentLoginMinutes/)
  assert.match(String(await focusOf(page)), /^input Search/)
})

browserTest('by keys: a row of a resource is added, changed and deleted', async () => {
  const { page, auth, users } = await openApp('console', '#/resources')
  await press(page, 'a Article')
  await settled(page)
  await press(page, 'a Add')
  await settled(page)
  await type(page, 'input Headline', 'By keys')
  await type(page, 'input Author', String(users.grace?.id))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Article 2' }).waitFor()
  await settled(page)
  await type(page, 'input Headline', 'By keys alone')
  await page.keyboard.press('Enter')
  await settled(page)
  const titles = () =>
    auth.store.database
      .prepare('SELECT title FROM press_article ORDER BY id')
      .all()
      .map(({ title }) => title)
  assert.deepEqual(titles(), ['Alpha', 'By keys alone'])
  await press(page, 'button Delete')
  await page.getByRole('dialog').waitFor()
  await press(page, 'button Delete')
  await told(page, 'The row was deleted.')
  await focusBecomes(page, 'main ')
  assert.deepEqual(titles(), ['Alpha'])
})

browserTest('by keys: a profile is changed, and another address asked for', async () => {
  const { page, auth, users } = await openApp('account', '#/profile')
  await type(page, 'input Last name', 'Murray Hopper')
  await page.keyboard.press('Enter')
  await told(page, 'Your profile was saved.')
  assert.equal((await auth.store.users.findById(users.grace?.id ?? 0))?.lastName, 'Murray Hopper')
  await press(page, 'a E-mail address')
  await settled(page)
  await type(page, 'input Email', 'hopper@example.com')
  await type(page, 'input Current password', password)
  await page.keyboard.press('Enter')
  await page
    .getByText(/Open the link in the mail to the new address|The address was changed/)
    .first()
    .waitFor()
})

browserTest('by keys: a linked account is removed', async () => {
  const { page, auth, users } = await openApp('account', '#/linked')
  await press(page, 'button Remove: acme')
  await page.getByRole('dialog').waitFor()
  await type(page, 'input Current password', password)
  await page.keyboard.press('Enter')
  await told(page, 'The link was removed.')
  await focusBecomes(page, 'main ')
  assert.deepEqual(await auth.store.socialAccounts.listOf(users.grace?.id ?? 0), [])
})

browserTest('by keys: what is kept is taken along, after the password was given again', async () => {
  const { page, auth } = await openApp('account', '#/data')
  auth.clock.advance(11 * 60_000)
  await press(page, 'button Download')
  await page.getByRole('heading', { name: 'Enter your password' }).waitFor()
  await tabTo(page, 'input Password')
  await page.keyboard.type(password)
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  assert.equal(download.suggestedFilename(), 'account.json')
  const data = JSON.parse(readFileSync(await download.path(), 'utf8'))
  assert.match(data.profile.email, /@example\.com$/)
  assert.equal(data.history[0].event, 'user.exported')
  assert.equal(data.api_keys[0].name, 'Nightly export')
  await focusBecomes(page, 'button Download')
})

browserTest('by keys: an account is deleted by its owner', async () => {
  const { page, auth, users } = await openApp('account', '#/delete')
  await type(page, 'input Password', password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Delete your account?' }).waitFor()
  assert.notEqual(await auth.store.users.findById(users.grace?.id ?? 0), undefined, 'asked first')
  await press(page, 'button Delete for ever')
  await page.waitForURL(/\/account\/login\/$/)
  assert.equal(await auth.store.users.findById(users.grace?.id ?? 0), undefined)
})
