/**
 * XSS through the description of the API: texts of an application's rows, which may come from elsewhere, stay texts on
 * `/docs/`. Each payload sets a global if it runs, and each is looked for as text.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../src/fields/char-field.ts'
import { defineEndpoint } from '../../src/http/endpoints/define-endpoint.ts'
import { allowAny } from '../../src/permissions/built-in.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { browserTest, openBrowser } from './browser.ts'

const payloads = [
  '<img src=x onerror="globalThis.hacked = 1">',
  '</script><script>globalThis.hacked = 2</script>',
  '</style><svg onload="globalThis.hacked = 3">',
  '<a href="javascript:globalThis.hacked=4">click</a>',
  `"' onmouseover='globalThis.hacked = 5' "`,
  '{{constructor.constructor("globalThis.hacked = 6")()}} [[globalThis.hacked = 7]]',
  '<iframe srcdoc="<script>parent.hacked = 8</script>"></iframe>',
] as const
const all = payloads.join(' ')

const memberName = '<img src=x onerror="globalThis.hacked=10">'
const queryName = '<img src=x onerror="globalThis.hacked=11">'

/** Its texts are all payloads; a path has what fits in one segment, its tag is the same. */
const hostile = defineEndpoint({
  path: `/api/<img src=x onerror='globalThis.hacked=9'>"&quot;/{id}/`,
  name: all,
  description: `Described: ${all}`,
  summary: `Summed up: ${all}`,
  permissions: [allowAny],
  input: z.object({
    title: charField({ helpText: `Helped: ${all}` }),
    [memberName]: charField({}),
  }),
  query: z.object({ [queryName]: charField({ required: false }) }),
  POST: () => ({ status: 200, body: { answered: all } }),
})

/** The same texts on a page that writes markup: what the test would see if `/docs/` did. */
const careless = `<!doctype html><main>${all}</main>`

browserTest('texts of a row are texts on the page: none runs, each is shown', async t => {
  const auth = await createTestAuth({ apiDocs: true }, { clock: createFakeClock(Date.now()), endpoints: [hostile] })
  const app = createHttpServer(auth)
  t.after(async () => {
    await app.close()
    await auth.close()
  })
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  const page = await (await openBrowser(t)).newPage()
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', request => void asked.push(new URL(request.url()).pathname))
  page.on('console', message => void complaints.push(message.text()))
  page.on('pageerror', error => void complaints.push(error.message))
  await page.goto(`${url}/docs/`)
  const row = page.locator('details', { hasText: 'Summed up' })
  await row.locator('summary').click()
  await row.locator('.try').waitFor()
  const shown = async () => (await page.locator('#list').textContent()) ?? ''
  for (const text of [
    `Summed up: ${all}`,
    `Described: ${all}`,
    `Helped: ${all}`,
    ...[9, 10, 11].map(n => `hacked=${n}`),
  ]) {
    assert.ok((await shown()).includes(text), `not shown as text: ${text}`)
  }
  await row.getByLabel('id').fill(`'"><img src=x onerror="globalThis.hacked = 12">`)
  await row.locator('textarea').fill(JSON.stringify({ title: all, [memberName]: 'x' }))
  await row.getByRole('button', { name: 'Send' }).click()
  await row.locator('.status').waitFor()
  const answer = JSON.parse((await row.locator('.body').textContent()) ?? '')
  assert.deepEqual(answer, { answered: all })
  await page.hover('summary >> nth=0')
  assert.equal(await page.evaluate('globalThis.hacked'), undefined)
  const made = await page.evaluate(`document.querySelectorAll('#list :is(img, script, style, svg, iframe, a)').length`)
  assert.equal(made, 0, 'a text became an element')
  assert.deepEqual(asked.slice(0, 2), ['/docs/', '/openapi.json'])
  assert.ok(
    asked.slice(2).every(path => path.startsWith('/api/') || path === '/favicon.ico'),
    asked.join('\n'),
  )
  assert.deepEqual(complaints, [])
})

browserTest('the payloads run where markup is written: the test above can fail', async t => {
  const page = await (await openBrowser(t)).newPage()
  await page.route('**/*', route =>
    route.request().url().endsWith('/') ? route.fulfill({ contentType: 'text/html', body: careless }) : route.abort(),
  )
  await page.goto('http://careless.example/')
  await page.waitForFunction('globalThis.hacked !== undefined')
})

test('the document is data: its type, and nothing that makes a browser guess another', async () => {
  const auth = await createTestAuth({ apiDocs: true }, { endpoints: [hostile] })
  const reply = await auth.request('GET', '/openapi.json')
  assert.equal(reply.headers.get('content-type'), 'application/json')
  assert.equal(reply.headers.get('x-content-type-options'), 'nosniff')
  const operations = Object.values(reply.json.paths).flatMap(path => Object.values(path as object))
  assert.ok(operations.some(({ summary }) => summary === `Summed up: ${all}`))
  await auth.close()
})
