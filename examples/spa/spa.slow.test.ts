/** The example in a browser: two tabs log in, change a name and log out. */
import assert from 'node:assert/strict'
import { createTestAuth, testPassword } from 'latchkey/testing'
import { browserTest, openBrowser } from '../../test/browser/browser.ts'
import { createApp } from './app.ts'

browserTest('the page logs in, changes a name and logs out, in both tabs', async t => {
  const auth = await createTestAuth({ cookieSecure: false })
  await auth.register('user@example.com')
  const app = await createApp(auth)
  t.after(() => app.close().then(() => auth.close()))
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  const context = await openBrowser(t)
  const [one, other] = [await context.newPage(), await context.newPage()]
  for (const tab of [one, other]) await tab.goto(url)
  const enter = async (password: string) => {
    await one.getByLabel('email').fill('user@example.com')
    await one.getByLabel('password').fill(password)
    await one.getByRole('button', { name: 'Log in' }).click()
  }
  await enter('wrong')
  await one.getByText('The address or the password is wrong.').waitFor()
  await enter(testPassword)
  for (const tab of [one, other]) await tab.getByText('Hello, user@example.com').waitFor()
  await other.getByLabel('first_name').fill('Ada')
  await other.getByRole('button', { name: 'Save' }).click()
  await other.getByText('Hello, Ada').waitFor()
  await one.reload()
  await one.getByText('Hello, Ada').waitFor()
  await one.getByRole('button', { name: 'Log out' }).click()
  for (const tab of [one, other]) await tab.getByRole('button', { name: 'Log in' }).waitFor()
  assert.equal(await one.evaluate('document.cookie'), '')
})
