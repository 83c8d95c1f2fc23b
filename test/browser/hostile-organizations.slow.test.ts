/**
 * XSS through what members of organizations write: the name of an organization and of who invites, on the account pages and on
 * the page of an invitation, which strangers open. Each payload sets a global if it runs, and is looked for as text.
 */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { logIn, openPage, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { serveOrganized } from './organizations-site.ts'
import { operator } from './people.ts'

const image = '<img src=x onerror="globalThis.hacked=1">'
// biome-ignore lint/suspicious/noTemplateCurlyInString: some templates run what stands in such braces
const name = `${image}"><script>globalThis.hacked=2</script>${'${globalThis.hacked=3}'}`.slice(0, 100)

async function assertText(page: Page): Promise<void> {
  const shown = String(await page.evaluate('document.body.textContent'))
  assert.ok(shown.includes(name), `${page.url()} does not show ${name}`)
  assert.equal(await page.evaluate('globalThis.hacked'), undefined, page.url())
  const made = await page.evaluate(`[...document.querySelectorAll(
    'body img, body script, body iframe, [href^="javascript:" i], [onerror], [onload]')].map(each => each.outerHTML)`)
  assert.deepEqual(made, [], page.url())
}

browserTest('the name of an organization is a text on its pages and in dialogs (XSS)', async t => {
  const { url } = await serveOrganized(t, {}, name)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', operator)
  await visit(page, '#/organizations')
  await assertText(page)
  await visit(page, '#/organizations/acme')
  await assertText(page)
  assert.ok((await page.title()).startsWith(`${name} · `))
  await page.getByRole('button', { name: 'Leave the organization' }).click()
  await assertText(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Delete the organization' }).click()
  await assertText(page)
  assert.deepEqual(complaints, [])
})

browserTest('it is a text on the page of an invitation, too, and so is who invites (XSS)', async t => {
  const { auth, url, users, invitationTo } = await serveOrganized(t, {}, name)
  const changes = { firstName: image, lastName: image }
  auth.store.database
    .prepare('UPDATE users SET first_name = ?, last_name = ? WHERE id = ?')
    .run(changes.firstName, changes.lastName, users.ada?.id ?? 0)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await page.goto(await invitationTo('barbara@example.com'))
  await page.getByRole('button', { name: 'Show the invitation' }).click()
  await page.getByText('This address has an account').waitFor()
  await assertText(page)
  assert.ok(String(await page.evaluate('document.body.textContent')).includes(`${image} ${image}`))
  assert.deepEqual(complaints, [])
})
