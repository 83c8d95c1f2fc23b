/** The rows of an application's table in the console: found, ordered, added, changed and deleted, on pages without barriers. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { findFaults, logIn, openPage, visit } from './app-pages.ts'
import { serveArticles } from './articles.ts'
import { browserTest, openBrowser } from './browser.ts'
import { operator } from './people.ts'

const titles = ['Delta', 'Alpha', 'Echo', 'Bravo', 'Charlie']

type Ended = Parameters<typeof serveArticles>[0]

async function open(t: Ended, more: readonly string[] = []) {
  const people = await serveArticles(t, [...titles, ...more])
  const opened = await openPage(await openBrowser(t), people.url)
  await logIn(opened.page, people.url, 'console', operator)
  const rowOf = (title: string) =>
    people.auth.store.database.prepare('SELECT * FROM press_article WHERE title = ?').get(title)
  return { ...people, ...opened, rowOf }
}

/** The second column of what is shown, once it is this. */
async function shows(page: Page, expected: readonly string[]): Promise<void> {
  const read = () => page.locator('main tbody tr td:nth-child(2)').allInnerTexts()
  for (let tries = 0; tries < 80 && String(await read()) !== String(expected); tries += 1) await page.waitForTimeout(25)
  assert.deepEqual(await read(), expected)
}

browserTest('a list of rows is paged, ordered, filtered and searched, and its address keeps it', async t => {
  const { page } = await open(t)
  await visit(page, '#/resources')
  await page.locator('main').getByRole('link', { name: 'Article' }).click()
  await shows(page, ['Delta', 'Alpha', 'Echo'])
  await page.getByRole('button', { name: 'Next' }).click()
  await shows(page, ['Bravo', 'Charlie'])
  await page.getByRole('button', { name: 'Previous' }).click()
  await page.getByRole('button', { name: 'Headline' }).click()
  await shows(page, ['Echo', 'Delta', 'Charlie'])
  assert.equal(await page.getByRole('columnheader', { name: 'Headline' }).getAttribute('aria-sort'), 'descending')
  await page.getByRole('button', { name: 'Headline' }).click()
  await shows(page, ['Alpha', 'Bravo', 'Charlie'])
  await page.getByLabel('State').selectOption('printed')
  await shows(page, ['Alpha', 'Bravo'])
  await page.getByLabel('Search').fill('rav')
  await shows(page, ['Bravo'])
  await page.reload()
  await shows(page, ['Bravo'])
  assert.equal(await page.getByLabel('State').inputValue(), 'printed')
  await page.getByLabel('Search').fill('nothing has this')
  await page.getByText('There are no rows that match').waitFor()
})

browserTest('a row is changed, refused at its field, added and deleted, and the audit tells of each', async t => {
  const { page, auth, users, rowOf } = await open(t)
  await visit(page, '#/resources/articles')
  await page.locator('main tbody tr').nth(1).getByRole('link').first().click()
  const title = page.getByLabel('Headline')
  assert.equal(await title.inputValue(), 'Alpha')
  await title.fill('Delta')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').waitFor()
  assert.equal(await title.getAttribute('aria-invalid'), 'true')
  assert.ok(rowOf('Alpha'))
  await title.fill('Alpha revised')
  await page.getByLabel('State').selectOption('withdrawn')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved').waitFor()
  assert.equal(rowOf('Alpha revised')?.state, 'withdrawn')

  await visit(page, '#/resources/articles/new')
  await page.getByLabel('Headline').fill('Foxtrot')
  await page.getByLabel('Author').fill(String(users.linus?.id))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Article 6' }).waitFor()
  assert.equal(rowOf('Foxtrot')?.author, users.linus?.id)

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  assert.ok(rowOf('Foxtrot'), 'thought better of')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('The row was deleted.').waitFor()
  assert.equal(rowOf('Foxtrot'), undefined)
  await shows(page, ['Delta', 'Alpha revised', 'Echo'])
  const { entries } = await auth.store.audit.list({ limit: 100 })
  const events = entries.map(({ event }) => event).filter(event => event.startsWith('resource.'))
  assert.deepEqual(events, ['resource.row_deleted', 'resource.row_created', 'resource.row_changed'])
})

browserTest('pages of rows fit every width, in light and dark, and axe finds nothing', async t => {
  const { page, complaints } = await open(t, ['A-word-that-does-not-end-'.repeat(7)])
  const list = '#/resources/articles'
  const faults = await findFaults(page, [list, `${list}?search=nothing`, `${list}/new`, `${list}/6`, '#/resources'])
  assert.deepEqual([...faults, ...complaints], [])
})
