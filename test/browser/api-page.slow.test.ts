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
