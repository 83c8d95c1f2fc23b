/** Roles of the configuration in the console: what they may is shown and cannot be changed, who is in them can. */
import assert from 'node:assert/strict'
import type { Config } from '../../src/settings/settings.ts'
import { findFaults, logIn, openPage, settled, takePicture, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { operator, servePeople } from './people.ts'

const config = {
  permissions: ['blog.add_post', 'blog.change_post'],
  roles: { author: ['blog.add_post'], editor: ['blog.*'] },
} as const satisfies Config

async function open(t: Parameters<Parameters<typeof browserTest>[1]>[0]) {
  const people = await servePeople(t, config)
  const { page, complaints } = await openPage(await openBrowser(t), people.url)
  await logIn(page, people.url, 'console', operator)
  const groups = await people.auth.store.groups.list()
  const editor = groups.find(({ name }) => name === 'editor')?.id ?? assert.fail()
  return { ...people, page, complaints, editor }
}

browserTest('the page of a role shows what it may, says where that is decided, and has no form', async t => {
  const { page, complaints, editor, group } = await open(t)
  await visit(page, '#/groups')
  const rows = await page.locator('main li').allInnerTexts()
  assert.deepEqual(
    rows.map(row => /\bRole\b/.test(row)),
    // By name: Editors is a group of operators.
    [false, true, true],
  )
  await visit(page, `#/groups/${editor}`)
  await page.getByText('This group is a role. What it may is decided by roles in the settings').waitFor()
  assert.equal(await page.locator('main input[type=checkbox]:not([disabled])').count(), 0)
  for (const name of ['Save', 'Rename', 'Delete the group'])
    assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
  await takePicture(page, 'role')
  const faults = await findFaults(page, ['#/groups', `#/groups/${editor}`])
  assert.deepEqual([...faults, ...complaints], [])
  await visit(page, `#/groups/${group}`)
  assert.equal(await page.getByRole('button', { name: 'Rename', exact: true }).count(), 1)
})

browserTest('a person is put into a role, has what it gives, and is found by it', async t => {
  const { page, complaints, users, editor } = await open(t)
  const id = users.grace?.id
  await visit(page, `#/users/${id}/access`)
  await page.getByLabel('editor (Role)', { exact: true }).check()
  await page.getByRole('button', { name: 'Save groups' }).click()
  await page.getByText('Saved.').waitFor()
  await visit(page, `#/access?user=${id}`)
  await page.getByLabel('Permission').fill('blog.change_post')
  await page.keyboard.press('Enter')
  await page.getByText('Through the role editor').waitFor()
  assert.match(await page.locator('main li').innerText(), /configuration/)
  await visit(page, `#/groups/${editor}`)
  await page.getByRole('link', { name: 'Show the members' }).click()
  await settled(page)
  assert.match(await page.locator('main').innerText(), /grace@example\.com/)
  assert.deepEqual(complaints, [])
})

const sentences = { de: 'Diese Gruppe ist eine Rolle.', es: 'Este grupo es un rol.', fr: 'Ce groupe est un rôle.' }
browserTest('the sentence is in the language of the reader', async t => {
  const { page, url, editor } = await open(t)
  for (const [language, sentence] of Object.entries(sentences)) {
    await page.goto(`${url}/console/?lang=${language}`)
    await settled(page)
    await visit(page, `#/groups/${editor}`)
    await page.getByText(sentence).waitFor()
  }
})
