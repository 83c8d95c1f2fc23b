/** The page that shows the API, in a real browser under its own policy. */
import assert from 'node:assert/strict'
import { createHttpServer } from '../../src/server/http-server.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { browserTest, openBrowser } from './browser.ts'

browserTest(
  'the page shows every operation, loads from this server alone, and breaks no rule of its Content-Security-Policy',
  async t => {
    const auth = await createTestAuth({ apiDocs: true }, { clock: createFakeClock(Date.now()) })
    const app = createHttpServer(auth)
    t.after(async () => {
      await app.close()
      await auth.close()
    })
    const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
    const page = await (await openBrowser(t)).newPage()
    const asked: string[] = []
    const complaints: string[] = []
    page.on('request', request => void asked.push(request.url().replace(url, '')))
    page.on('console', message => void complaints.push(message.text()))
    await page.goto(`${url}/docs/`)
    await page.waitForSelector('details')
    const shown = await page.locator('details').count()
    const { paths } = (await auth.request('GET', '/openapi.json')).json
    const verbs = ['get', 'post', 'put', 'patch', 'delete']
    const count = Object.values(paths).flatMap(path => Object.keys(path as object).filter(name => verbs.includes(name)))
    assert.equal(shown, count.length)
    await page.fill('#search', 'auth/login')
    await page.click('details:not([hidden]) summary')
    // An operation is described when it opens, a moment after the click.
    await page.locator('details[open]', { hasText: 'no_active_account' }).waitFor()
    assert.match(await page.locator('details[open]').innerText(), /password[\s\S]*no_active_account/)
    assert.deepEqual(
      asked.filter(path => path !== '/favicon.ico'),
      ['/docs/', '/openapi.json'],
    )
    assert.deepEqual(complaints, [])
  },
)

browserTest('a visitor logs in on the page, and the profile is asked for with that token', async t => {
  const auth = await createTestAuth({ apiDocs: true }, { clock: createFakeClock(Date.now()) })
  const app = createHttpServer(auth)
  t.after(async () => {
    await app.close()
    await auth.close()
  })
  await auth.register('user@example.com')
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  const page = await (await openBrowser(t)).newPage()
  await page.setViewportSize({ width: 360, height: 740 })
  const complaints: string[] = []
  page.on('console', message => void complaints.push(message.text()))
  await page.goto(`${url}/docs/`)
  const send = async (verb: string, path: string, body?: string) => {
    const operation = page.locator('details', { has: page.locator(`.${verb}`) }).filter({
      has: page.locator('summary code', { hasText: new RegExp(`^${RegExp.escape(path)}$`) }),
    })
    await operation.locator('summary').click()
    if (body !== undefined) await operation.locator('textarea').fill(body)
    await operation.getByRole('button', { name: 'Send' }).click()
    await operation.locator('.status').waitFor()
    return await operation.innerText()
  }
  const password = 'SecurePass123!'
  const login = await send('post', '/api/auth/login/', JSON.stringify({ email: 'user@example.com', password }))
  assert.match(login, /200 OK[\s\S]*"access"[\s\S]*latchkey-trace[\s\S]*curl -X POST/)
  const profile = await send('get', '/api/auth/profile/')
  assert.match(profile, /200 OK[\s\S]*user@example\.com/)
  await page.getByRole('button', { name: 'Forget the token' }).click()
  assert.equal(await page.locator('#kept').innerText(), '')
  const kept = await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')
  assert.deepEqual(kept, [0, 0, ''])
  const width = await page.evaluate('document.documentElement.scrollWidth')
  assert.equal(width, 360, 'the page is wider than a phone')
  assert.deepEqual(complaints, [])
})
