/** The console and the account pages by keys alone: each step says where the focus is, and that it can be seen. */
import assert from 'node:assert/strict'
import type { BrowserContext, Page } from 'playwright-core'
import { openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser, untilFileEnds } from './browser.ts'
import { focusBecomes, focusOf, logInByKeys, press, tabTo, told } from './keys.ts'
import { operator, type People, password, servePeople } from './people.ts'

const file = untilFileEnds()
let opened: Promise<People & { readonly context: BrowserContext }> | undefined

async function openConsole(route: string): Promise<People & { readonly page: Page }> {
  opened ??= servePeople(file).then(async people => {
    const context = await openBrowser(file)
    await logInByKeys((await openPage(context, people.url)).page, people.url, 'console', operator)
    return { ...people, context }
  })
  const people = await opened
  const { page } = await openPage(people.context, people.url)
  await page.goto(`${people.url}/console/${route}`)
  await settled(page)
  return { ...people, page }
}

browserTest('by keys: an account is searched, opened and renamed', async () => {
  const { page, auth, users } = await openConsole('')
  await press(page, 'a Users')
  await settled(page)
  assert.match(String(await focusOf(page)), /^main Users/)
  await tabTo(page, 'input Search')
  await page.keyboard.type('barb')
  await page.getByRole('link', { name: 'linus@example.com' }).waitFor({ state: 'detached' })
  assert.match(String(await focusOf(page)), /^input Search/)
  await press(page, 'a barbara@example.com')
  await page.getByLabel('First name').waitFor()
  assert.match(String(await focusOf(page)), /^main /)
  await tabTo(page, 'input First name')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Barbara Jane')
  await page.keyboard.press('Enter')
  await told(page, 'The account was changed.')
  assert.equal((await auth.store.users.findById(users.barbara?.id ?? 0))?.firstName, 'Barbara Jane')
})

browserTest('by keys: a group is added, after a dialog was left by Escape', async () => {
  const { page } = await openConsole('#/groups')
  await press(page, 'button Add a group')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await focusBecomes(page, 'button Add a group')
  await page.keyboard.press('Enter')
  // A Tab before the dialog is there would go on behind it.
  await page.getByRole('dialog').waitFor()
  await tabTo(page, 'input Name')
  await page.keyboard.type('Reviewers')
  await page.keyboard.press('Enter')
  await told(page, 'The group was added.')
  await page.getByRole('heading', { name: 'Reviewers' }).waitFor()
  await focusBecomes(page, 'main ')
})

browserTest('by keys: two accounts are chosen, checked and closed, and the results are read', async () => {
  const { page, auth, users } = await openConsole('#/users')
  for (const name of ['margaret', 'donald']) await press(page, `input Choose ${name}@example.com`, 'Space')
  await page.keyboard.press('Home')
  await page.evaluate("document.getElementById('main').focus()")
  await tabTo(page, 'select What to do')
  await page.keyboard.press('ArrowDown')
  await press(page, 'button Check what would happen')
  await told(page, '2 accounts would be changed.')
  await press(page, 'button Do it')
  await told(page, '2 accounts were changed.')
  await press(page, 'button Close')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await focusBecomes(page, 'main ')
  for (const name of ['margaret', 'donald'])
    assert.equal((await auth.store.users.findById(users[name]?.id ?? 0))?.isActive, false, name)
})

browserTest('by keys: a session is ended', async () => {
  const { page, auth, users } = await openConsole(`#/`)
  const id = users.grace?.id ?? 0
  await visit(page, `#/users/${id}/sessions`)
  await press(page, 'button End: Safari, iPhone')
  await page.getByRole('heading', { name: 'End this session?' }).waitFor()
  await press(page, 'button End')
  await told(page, 'The session was ended.')
  await page.getByText('Ended:').waitFor()
  await focusBecomes(page, 'main ')
  assert.equal((await auth.store.sessions.listLive(id, auth.clock.now())).length, 1)
})

browserTest('by keys: a password is changed, another device logged out, an API key made', async t => {
  const { auth, url } = await servePeople(t)
  const { page } = await openPage(await openBrowser(t), url)
  await logInByKeys(page, url, 'account', 'grace@example.com')
  await press(page, 'a Password')
  await page.getByLabel('Old password').waitFor()
  const changed = 'AnotherPass456!'
  for (const [label, text] of [
    ['Old password', password],
    ['New password', changed],
    ['New password confirm', changed],
  ] as const) {
    await tabTo(page, `input ${label}`)
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
  await told(page, 'The password was changed.')
  await auth.login('grace@example.com', changed)

  await visit(page, '#/sessions')
  await press(page, 'button Log out: Unknown device')
  // A Tab before the dialog is there would move the focus to which it gives it back.
  await page.getByRole('dialog').waitFor()
  await press(page, 'button Log out')
  await told(page, 'The device was logged out.')
  await focusBecomes(page, 'main ')

  await press(page, 'a API keys')
  await settled(page)
  await press(page, 'button Make a key')
  await page.getByRole('dialog').getByLabel('Name').waitFor()
  await tabTo(page, 'input Name')
  await page.keyboard.type('By keys')
  const own = page.getByRole('dialog').getByLabel('Current password')
  if ((await own.count()) > 0) {
    await tabTo(page, 'input Current password')
    await page.keyboard.type(changed)
  }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your new key' }).waitFor()
  await page.keyboard.press('Escape')
  await focusBecomes(page, 'button Make a key')
  await told(page, 'By keys')
})
