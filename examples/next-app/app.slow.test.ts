/** The example as its readers have it: built by Next from the packed package, and used in a browser. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { browserTest, openBrowser } from '../../test/browser/browser.ts'
import { createNextSite, guideFiles, registration, secret } from '../../test/packaging/next-site.ts'
import { createConsumer } from '../../test/packaging/packed.ts'

const consumer = createConsumer('with_dependencies')
const folder = join(consumer.folder, 'site')
mkdirSync(folder)
const site = createNextSite(folder, join(consumer.folder, 'node_modules/next/dist/bin/next'))
after(async () => {
  await site.stopAll()
  consumer.remove()
})

test('what the guide has, too, is the same in the example', () => {
  const guide = guideFiles()
  for (const path of ['next.config.ts', 'proxy.ts', 'app/api/[...path]/route.ts', 'app/account/[[...path]]/route.ts']) {
    assert.equal(readFileSync(join(import.meta.dirname, path), 'utf8'), guide.get(path), path)
  }
})

browserTest('a visitor logs in, keeps notes, is renewed by a page and by an action, and logs out', async t => {
  // The packages of the repository are behind links, so the root is above both.
  site.copyApp(import.meta.dirname, "turbopack: { root: '/' }")
  site.build()
  const url = (await site.start('start', secret)).url.replace('127.0.0.1', 'localhost')
  const registered = await fetch(`${url}/api/auth/register/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(registration),
  })
  assert.equal(registered.status, 201)

  const context = await openBrowser(t)
  const page = await context.newPage()
  const cookieNames = async () => (await context.cookies()).map(({ name }) => name).sort()
  const login = async (password: string) => {
    await page.getByLabel('E-mail').fill(registration.email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    if (password === registration.password)
      await page.getByRole('heading', { name: 'Notes of zoe@example.com' }).waitFor()
  }
  const add = async (text: string) => {
    await page.getByLabel('Note').fill(text)
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('listitem').filter({ hasText: text }).waitFor()
  }
  await page.goto(url)
  await login('wrong')
  await page.getByText('The address or the password is wrong.').waitFor()
  await login(registration.password)
  await add('<b>milk</b>')

  // A browser drops the access cookie when it has expired.
  await context.clearCookies({ name: 'access_token' })
  await add('bread')
  assert.deepEqual(await cookieNames(), ['access_token', 'refresh_token'])
  await context.clearCookies({ name: 'access_token' })
  await page.reload()
  assert.deepEqual(await page.getByRole('listitem').allTextContents(), ['<b>milk</b>', 'bread'])
  assert.deepEqual(await cookieNames(), ['access_token', 'refresh_token'])

  // The session is over, and the page does not know it yet: the action itself looks.
  await context.clearCookies()
  await page.getByLabel('Note').fill('of no one')
  await page.getByRole('button', { name: 'Add' }).click()
  await login(registration.password)
  assert.deepEqual(await page.getByRole('listitem').allTextContents(), ['<b>milk</b>', 'bread'])

  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  assert.deepEqual(await cookieNames(), [])
})
