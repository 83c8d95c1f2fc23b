/** The console says how its forms are done on the command line. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { lookAt } from './look-at.ts'
import { operator, servePeople } from './people.ts'

async function commandIn(page: Page, place: 'main' | 'dialog'): Promise<string> {
  await page.locator(`${place} .command-line summary`).first().click()
  return (await page.locator(`${place} .command-line code`).first().textContent()) ?? ''
}

browserTest('a new account, and what is done to many, have their commands', async t => {
  const { url, auth } = await servePeople(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  const { faults, look } = lookAt(page)
  await logIn(page, url, 'console', operator)
  await visit(page, '#/users/new')
  await page.locator('main input[name=email]').fill("o'neill@example.com")
  await page.locator('main input[name=first_name]').fill('Rose Anne')
  assert.equal(
    await commandIn(page, 'main'),
    `latchkey users create --email 'o'\\''neill@example.com' --first_name 'Rose Anne' --unusable`,
  )
  await look('new account')

  const grace = (await auth.store.users.findByLogin('grace@example.com')) ?? assert.fail()
  await visit(page, '#/users?search=grace')
  await page.locator('tbody input[type=checkbox]').first().check()
  await page.getByRole('combobox', { name: 'What to do' }).selectOption('deactivate')
  await page.getByRole('button', { name: 'Check what would happen' }).click()
  await page.getByRole('dialog').waitFor()
  const command = await commandIn(page, 'dialog')
  assert.equal(command, `for user in ${grace.id}; do latchkey users deactivate "$user"; done`)
  await look('many accounts')
  await page.getByRole('button', { name: 'Do it' }).click()
  await page.getByText('1 account was changed.').waitFor()
  await settled(page)
  assert.equal((await auth.store.users.findByLogin('grace@example.com'))?.isActive, false)
  assert.deepEqual([...faults, ...complaints], [])
})
