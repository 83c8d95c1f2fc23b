/** A call tried from `/docs/` with cookies: log in, read, change, log out, at the root and below a base path. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { defineEndpoint } from '../../src/http/endpoints/define-endpoint.ts'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { browserTest, openBrowser } from './browser.ts'

const email = 'user@example.com'
const password = 'SecurePass123!'

/** Guarded, and each of its methods changes something: all are for the site's own pages alone. */
const note = defineEndpoint({
  path: '/api/notes/{id}/',
  permissions: [isAuthenticated],
  POST: ({ principal }) => ({ status: 201, body: { by: String(principal.id) } }),
  PUT: () => ({ status: 200, body: { replaced: true } }),
  DELETE: () => ({ status: 204 }),
})

for (const prefix of [undefined, '/app']) {
  browserTest(`a call with cookies can be tried from the page below ${prefix ?? ''}/`, async t => {
    const basePath = prefix ?? ''
    const auth = await createTestAuth(
      { apiDocs: true, ...(prefix && { basePath: prefix }) },
      { clock: createFakeClock(Date.now()), endpoints: [note] },
    )
    const app = createHttpServer(auth)
    t.after(async () => {
      await app.close()
      await auth.close()
    })
    const { json } = await auth.request('POST', `${basePath}/api/auth/register/`, {
      json: { email, password, password_confirm: password },
    })
    const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
    const browser = await openBrowser(t)
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', message => void complaints.push(message.text()))
    await page.goto(`${url}${basePath}/docs/`)

    const profile = `${basePath}/api/auth/profile/`
    const notes = `${basePath}/api/notes/{id}/`
    assert.match(await send(page, 'get', profile), /^Answer\s+401/)
    assert.match(await send(page, 'post', notes, { id: '1' }), /^Answer\s+401/)
    const login = await send(page, 'post', `${basePath}/api/auth/cookie/login/`, {
      body: JSON.stringify({ email, password }),
    })
    assert.match(login, /^Answer\s+200[\s\S]*latchkey-user: /)
    assert.equal(await page.locator('#kept span').innerText(), `Your browser has the cookies of user ${json.user.id}.`)
    assert.match(await send(page, 'get', profile), /^Answer\s+200[\s\S]*user@example\.com/)
    assert.match(await send(page, 'post', notes, { id: '1' }), /^Answer\s+201/)
    assert.match(await send(page, 'put', notes, { id: '1' }), /^Answer\s+200/)
    assert.match(await send(page, 'delete', notes, { id: '1' }), /^Answer\s+204/)
    assert.match(await send(page, 'post', `${basePath}/api/auth/cookie/refresh/`), /^Answer\s+200/)
    const cookies = (await browser.cookies()).map(({ name, path }) => `${name} ${path}`).toSorted()
    assert.deepEqual(cookies, [`access_token /`, `refresh_token ${basePath}/api/auth/`])

    assert.match(await send(page, 'post', `${basePath}/api/auth/cookie/logout/`), /^Answer\s+200/)
    assert.equal(await page.locator('#kept').innerText(), '')
    assert.deepEqual(await browser.cookies(), [])
    assert.match(await send(page, 'delete', notes, { id: '1' }), /^Answer\s+401/)
    await send(page, 'post', `${basePath}/api/auth/cookie/login/`)
    await page.getByRole('button', { name: 'Delete the cookies' }).click()
    await page.locator('#kept span').waitFor({ state: 'detached' })
    assert.deepEqual(await browser.cookies(), [])
    const refused = complaints.filter(text => !text.includes('status of 401'))
    assert.deepEqual(refused, [])
  })
}

/** Sends from the page's form; the answer from its status on. */
async function send(page: Page, verb: string, path: string, given: { id?: string; body?: string } = {}) {
  const operation = page.locator('details', { has: page.locator(`.${verb}`) }).filter({
    has: page.locator('summary code', { hasText: new RegExp(`^${RegExp.escape(path)}$`) }),
  })
  if ((await operation.getAttribute('open')) === null) await operation.locator('summary').click()
  if (given.body !== undefined) await operation.locator('textarea').fill(given.body)
  if (given.id !== undefined) await operation.getByLabel('id').fill(given.id)
  const answered = page.waitForResponse(reply => reply.request().method() === verb.toUpperCase())
  await operation.getByRole('button', { name: 'Send' }).click()
  const status = String((await answered).status())
  await operation.locator('.status', { hasText: status }).waitFor()
  return await operation.locator('.result').innerText()
}
