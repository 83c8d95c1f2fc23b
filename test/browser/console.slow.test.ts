/** The console in a real browser: each page at every width, light and dark, by axe, under its policy, in the pseudo-locale. */
import assert from 'node:assert/strict'
import { absentPage, findFaults, findForeignTexts, findOverflow, logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { isTextOfPeople, operator, type People, servePeople } from './people.ts'

function pagesOfPeople({ users, sid, group }: People): readonly string[] {
  const user = `#/users/${users.grace?.id}`
  const tabs = ['', '/access', '/sessions', '/api-keys', '/providers', '/history'].map(tab => `${user}${tab}`)
  const groups = ['#/groups', `#/groups/${group}`]
  const lists = ['#/users', '#/users?search=noOneHasThis', '#/users/new', '#/sessions', `#/sessions/${sid}`]
  return [...lists, ...tabs, ...groups, absentPage]
}

function otherPages({ trace }: People): readonly string[] {
  return [
    '#/',
    '#/why',
    '#/access',
    '#/audit',
    `#/audit?trace=${trace}`,
    '#/outbox',
    '#/settings',
    '#/keys',
    '#/resources',
    '#/nothing-here',
  ]
}

for (const [name, routesOf] of Object.entries({ people: pagesOfPeople, 'history and system': otherPages })) {
  browserTest(`each page of ${name} fits every width, in light and dark, and axe finds nothing`, async t => {
    const people = await servePeople(t)
    const { page, complaints } = await openPage(await openBrowser(t), people.url)
    await logIn(page, people.url, 'console', operator)
    const faults = await findFaults(page, routesOf(people))
    assert.deepEqual([...faults, ...complaints], [])
  })
}

browserTest('every text of the console is translated, and none is cut', async t => {
  const people = await servePeople(t)
  const { page, complaints } = await openPage(await openBrowser(t), people.url)
  await logIn(page, people.url, 'console', operator)
  await page.goto(`${people.url}/console/?lang=qps-ploc`)
  await settled(page)
  const faults: string[] = []
  for (const route of [...pagesOfPeople(people), ...otherPages(people)]) {
    await visit(page, route)
    faults.push(...(await findForeignTexts(page, route, isTextOfPeople)), ...(await findOverflow(page, route)))
  }
  assert.deepEqual([...faults, ...complaints], [])
})
