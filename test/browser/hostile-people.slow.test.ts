/**
 * XSS through every text that a stranger can set, on the pages behind the login: names, addresses, what a browser calls
 * itself, groups, keys, linked accounts, history, mails. Each payload sets a global if it runs, and is looked for as text.
 */
import assert from 'node:assert/strict'
import type { BrowserContext, Page } from 'playwright-core'
import { createUserApiKey } from '../../src/features/api-keys/flows/admin/manage-user-api-keys.ts'
import { createUser } from '../../src/testing/create-user.ts'
import { logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser, untilFileEnds } from './browser.ts'
import { logInFrom, operator, type People, password, servePeople } from './people.ts'

const image = '<img src=x onerror="globalThis.hacked=1">'
const script = '"><script>globalThis.hacked=2</script>'
// biome-ignore lint/suspicious/noTemplateCurlyInString: some templates run what stands in such braces
const template = '{{globalThis.hacked=3}}${globalThis.hacked=4}'
const link = 'javascript:globalThis.hacked=5'
const payloads = [image, script, template, link]
/** A quoted local part may hold anything but a quote. */
const address = '"<img/src=x/onerror=\'globalThis.hacked=6\'>"@example.com'

interface Hostile extends People {
  readonly id: string
  readonly sid: string
  readonly page: Page
  readonly complaints: readonly string[]
}

/** Once for all tests of the file, which look and change nothing. */
const file = untilFileEnds()
let opened: Promise<Omit<Hostile, 'page' | 'complaints'> & { readonly context: BrowserContext }> | undefined

async function openHostile(): Promise<Hostile> {
  opened ??= serveHostile()
  const hostile = await opened
  const opening = await openPage(hostile.context, hostile.url)
  await opening.page.goto(`${hostile.url}/console/`)
  await settled(opening.page)
  return { ...hostile, ...opening }
}

async function serveHostile() {
  const people = await servePeople(file)
  const { auth, url } = people
  const { system, store } = auth
  const user = await createUser(auth, {
    email: 'mallory@example.com',
    password,
    firstName: `${image}${script}`,
    lastName: `${template}${link}`,
  })
  await logInFrom(auth, 'mallory@example.com', payloads.join(' '))
  for (const name of payloads) {
    const request = { userId: user.id, name, scopes: [], lifetime: null }
    await createUserApiKey(system, { kind: 'cli', osUser: image }, request)
    await store.groups.create(name, 0)
  }
  const now = system.clock.now()
  await store.socialAccounts.link({ provider: 'acme', subject: image, email: `${script}@x`, userId: user.id, now })
  await store.outbox.put([{ kind: 'password_reset', to: address, now }])
  const changes = { first_name: [image, script], last_name: [template, link] } as const
  const fact = { event: 'user.changed', at: now, userId: user.id, actor: `cli:${script}`, subject: image }
  await store.audit.append([{ ...fact, changes, reason: template, address: link }])
  const [session] = await store.sessions.listLive(user.id, now)
  const context = await openBrowser(file)
  await logIn((await openPage(context, url)).page, url, 'console', operator)
  return { ...people, id: String(user.id), sid: session?.id ?? assert.fail(), context }
}

/** That the texts are on the page as texts, and that nothing of them ran or became an element. */
async function assertTexts(page: Page, texts: readonly string[]): Promise<void> {
  const shown = String(await page.evaluate('document.body.textContent'))
  for (const text of texts) assert.ok(shown.includes(text), `${page.url()} does not show ${text}`)
  await assertHarmless(page)
}

async function assertHarmless(page: Page): Promise<void> {
  assert.equal(await page.evaluate('globalThis.hacked'), undefined, page.url())
  const made = await page.evaluate(`[...document.querySelectorAll(
    'body img, body script, body iframe, body svg:not(.chart), [href^="javascript:" i], [onerror], [onload]')].map(each => each.outerHTML)`)
  assert.deepEqual(made, [], page.url())
}

browserTest('names of people are texts in the list, on their page, in its title and in dialogs (XSS)', async () => {
  const { page, id, complaints } = await openHostile()
  await visit(page, '#/users?search=mallory')
  await assertTexts(page, [`${image}${script} ${template}${link}`])
  for (const tab of ['', '/access', '/sessions', '/api-keys', '/providers', '/history']) {
    await visit(page, `#/users/${id}${tab}`)
    await assertTexts(page, [`${image}${script} ${template}${link}`])
  }
  await visit(page, `#/users/${id}`)
  await page.getByRole('button', { name: 'Delete the account' }).click()
  await assertTexts(page, ['Type mallory@example.com to confirm'])
  assert.deepEqual(complaints, [])
})

browserTest('a name of markup in a command line is quoted, and copied as it is (XSS)', async () => {
  const { page, id, complaints } = await openHostile()
  await visit(page, `#/users/${id}`)
  await page.getByLabel('First name').fill(`'; rm -rf / ${image}`)
  await page.getByText('The same on the command line').first().click()
  await assertTexts(page, [`--first_name ''\\''; rm -rf / ${image}'`])
  assert.deepEqual(complaints, [])
})

browserTest('what a browser calls itself is a text in sessions and in their history (XSS)', async () => {
  const { page, id, sid, complaints } = await openHostile()
  const device = payloads.join(' ').slice(0, 60)
  for (const route of ['#/sessions', `#/sessions/${sid}`, `#/users/${id}/sessions`]) {
    await visit(page, route)
    await assertTexts(page, [device])
  }
  assert.deepEqual(complaints, [])
})

browserTest('names of groups and of API keys are texts in lists, titles and dialogs (XSS)', async () => {
  const { page, id, complaints, auth } = await openHostile()
  await visit(page, '#/groups')
  await assertTexts(page, payloads)
  const groups = await auth.store.groups.list()
  for (const { id: group, name } of groups.filter(each => payloads.includes(each.name))) {
    await visit(page, `#/groups/${group}`)
    await assertTexts(page, [name])
    assert.ok((await page.title()).startsWith(`${name} · `))
    await page.locator('#main').getByRole('button', { name: 'Delete the group' }).click()
    await assertTexts(page, [`Type ${name} to confirm`])
    // Its texts are in the document before it is open, and a key that is pressed then closes nothing.
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  }
  await visit(page, `#/users/${id}/access`)
  await assertTexts(page, payloads)
  await visit(page, `#/users/${id}/api-keys`)
  await assertTexts(page, payloads)
  assert.deepEqual(complaints, [])
})

browserTest('linked accounts, recipients of mails and the history are texts (XSS)', async () => {
  const { page, id, complaints } = await openHostile()
  await visit(page, `#/users/${id}/providers`)
  await assertTexts(page, [`${script}@x`])
  await visit(page, '#/outbox')
  await assertTexts(page, [address])
  await page.getByRole('button', { name: `Drop: ${address}` }).click()
  await assertTexts(page, [address])
  await page.keyboard.press('Escape')
  for (const route of ['#/audit', `#/users/${id}/history`]) {
    await visit(page, route)
    await assertTexts(page, [`cli:${script}`, ...payloads])
  }
  assert.deepEqual(complaints, [])
})

browserTest('what an address says is a text: a filter, an id, a page that is not there (XSS)', async () => {
  const { page, url } = await openHostile()
  for (const text of payloads) {
    const part = encodeURIComponent(text)
    for (const route of [`#/${part}`, `#/users/${part}`, `#/users?search=${part}`, `#/audit?event=${part}`]) {
      await visit(page, route)
      await assertHarmless(page)
    }
    await page.goto(`${url}/console/?lang=${part}&next=${part}#/${part}`)
    await settled(page)
    await assertHarmless(page)
  }
})

browserTest('the account pages show these texts to their owner as texts (XSS)', async t => {
  const { url } = await openHostile()
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', 'mallory@example.com')
  await assertTexts(page, [`${image}${script}`])
  assert.ok((await page.title()).includes(image))
  await visit(page, '#/sessions')
  await assertTexts(page, [payloads.join(' ').slice(0, 60)])
  await page.getByRole('button', { name: /^Log out: </ }).click()
  await assertTexts(page, [payloads.join(' ').slice(0, 60)])
  await page.keyboard.press('Escape')
  await visit(page, '#/keys')
  await assertTexts(page, payloads)
  await visit(page, '#/linked')
  await assertTexts(page, [`${script}@x`])
  await visit(page, '#/profile')
  assert.equal(await page.getByLabel('First name').inputValue(), `${image}${script}`)
  await assertHarmless(page)
  assert.deepEqual(complaints, [])
})
