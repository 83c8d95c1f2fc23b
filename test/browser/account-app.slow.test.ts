/** The account app in a real browser: each page at every width, light and dark, by axe, under its policy, in the pseudo-locale. */
import assert from 'node:assert/strict'
import { findFaults, findForeignTexts, findOverflow, logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { isTextOfPeople, servePeople } from './people.ts'

const names = [
  'profile',
  'email',
  'password',
  'security',
  'sessions',
  'keys',
  'linked',
  'data',
  'delete',
  'nothing-here',
]
const routes = ['#/', ...names.map(name => `#/${name}`)]
const grace = 'grace@example.com'

browserTest('each account page fits every width, in light and dark, and axe finds nothing', async t => {
  const { url } = await servePeople(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', grace)
  const faults = await findFaults(page, routes)
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('every text of the account pages is translated, and none is cut', async t => {
  const { url } = await servePeople(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', grace)
  await page.goto(`${url}/account/?lang=qps-ploc`)
  await settled(page)
  const faults: string[] = []
  for (const route of routes) {
    await visit(page, route)
    faults.push(...(await findForeignTexts(page, route, isTextOfPeople)), ...(await findOverflow(page, route)))
  }
  assert.deepEqual([...faults, ...complaints], [])
})
