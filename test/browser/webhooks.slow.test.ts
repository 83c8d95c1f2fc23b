/** The page of webhooks: what services were told, sent again, and tried; services of the tests' own answer. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { verifyWebhook } from '../../src/webhooks/verify-webhook.ts'
import {
  findFaults,
  findForeignTexts,
  findOverflow,
  logIn,
  openPage,
  settled,
  takePicture,
  visit,
} from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { focusBecomes, logInByKeys, press, tabTo, told } from './keys.ts'
import { lookAt } from './look-at.ts'
import { isTextOfPeople, operator, servePeople } from './people.ts'
import { secret, serveWebhooks } from './webhooks-site.ts'

const stateOf = (page: Page, state: string) =>
  page.locator('main .facts [role=status]', { hasText: state }).waitFor({ timeout: 15_000 })

browserTest('what a service refused is found, sent again under its id, and seen to arrive', async t => {
  const { url, auth, answer, received, tellOfGroup } = await serveWebhooks(t)
  answer(410)
  const id = await tellOfGroup('Authors')
  const { page, complaints } = await openPage(await openBrowser(t), url)
  const { faults, look } = lookAt(page)
  await logIn(page, url, 'console', operator)
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await settled(page)
  await look('webhooks')
  await page.getByRole('combobox', { name: 'State' }).selectOption('failed')
  await page.getByRole('combobox', { name: 'Endpoint' }).selectOption('billing')
  await settled(page)
  assert.match(page.url(), /#\/webhooks\?endpoint=billing&state=failed$/)
  assert.equal(await page.locator('tbody tr').count(), 1)
  await page.getByRole('link', { name: `group.created #${id}` }).click()
  await stateOf(page, 'Failed')
  await settled(page)
  assert.match((await page.locator('.timeline').textContent()) ?? '', /The receiver answered 410/)
  assert.match((await page.locator('pre').textContent()) ?? '', /\n {2}"data": \{\n {4}"group_id": \d+,/)
  await look('a failed delivery')
  answer(204)
  await page.getByRole('button', { name: `Replay: group.created #${id}` }).click()
  await page.getByRole('dialog').waitFor()
  await look('replay of a delivery')
  await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
  await stateOf(page, 'Waiting')
  await focusBecomes(page, `button Replay: group.created #${id}`)
  await auth.deliverMail()
  // Nothing is pressed: the page looks again by itself.
  await stateOf(page, 'Delivered')
  const ids = received.filter(({ body }) => body.includes('group.created')).map(each => each.headers['webhook-id'])
  const { messageId } = (await auth.store.deliveries.find(id)) ?? assert.fail()
  assert.equal(ids.filter(each => each === messageId).length, 2)
  assert.equal((await auth.store.audit.list({ event: 'webhook.replayed', limit: 9 })).entries.length, 1)
  await page.setViewportSize({ width: 390, height: 900 })
  for (const route of [`#/webhooks/${id}`, '#/webhooks']) {
    await visit(page, route)
    await takePicture(page, `${route} on a phone`)
  }
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('a test is sent to a service, and its delivery is shown as it arrives', async t => {
  const { url, auth, received } = await serveWebhooks(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', operator)
  await visit(page, '#/webhooks')
  await page.getByRole('button', { name: 'Send a test: billing' }).click()
  await stateOf(page, 'Waiting')
  await page.getByText('It was not tried yet.').waitFor()
  await auth.deliverMail()
  await stateOf(page, 'Delivered')
  const last = received.at(-1) ?? assert.fail()
  const verified = await verifyWebhook({ ...last, secrets: secret, clock: auth.clock })
  assert.ok(verified.ok)
  assert.equal(verified.event.type, 'webhook.test')
  await visit(page, '#/webhooks?event=webhook.test')
  assert.equal(await page.locator('tbody tr').count(), 1)
  assert.deepEqual(complaints, [])
})

browserTest('by keys: all that failed at a service since a time is sent again', async t => {
  const { url, auth, answer, tellOfGroup } = await serveWebhooks(t)
  answer(410)
  for (const name of ['Authors', 'Readers']) await tellOfGroup(name)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  const { faults, look } = lookAt(page)
  await logInByKeys(page, url, 'console', operator)
  await visit(page, '#/webhooks')
  await press(page, 'button Replay failed ones: shop')
  await page.getByRole('dialog').waitFor()
  await look('replay of all that failed')
  await press(page, 'button Cancel')
  await focusBecomes(page, 'button Replay failed ones: shop')
  await page.keyboard.press('Enter')
  await tabTo(page, 'button Replay')
  await page.keyboard.press('Enter')
  await told(page, '2 deliveries are sent again.')
  answer(204)
  await auth.deliverMail()
  const { deliveries } = await auth.store.deliveries.list({ endpoint: 'shop', state: 'failed', limit: 9 })
  assert.equal(deliveries.length, 0)
  assert.equal((await auth.store.deliveries.list({ state: 'failed', limit: 9 })).deliveries.length, 2)
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('each state of the pages fits every width, in light and dark, and every text is translated', async t => {
  const { url, auth, answer, tellOfGroup } = await serveWebhooks(t)
  answer(500)
  const waiting = await tellOfGroup('Authors')
  const now = auth.clock.now()
  const long = `{"type":"webhook.test","data":{"text":"${'x'.repeat(400)}"}}`
  const old = await auth.store.deliveries.put({ endpoint: 'x'.repeat(60), event: 'webhook.test', body: long, now })
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', operator)
  const none = '#/webhooks?endpoint=shop&state=delivered&event=user.deleted'
  const routes = ['#/webhooks', none, `#/webhooks/${waiting}`, `#/webhooks/${old.id}`]
  const faults = [...(await findFaults(page, routes))]
  await page.goto(`${url}/console/?lang=qps-ploc`)
  await settled(page)
  for (const route of routes) {
    await visit(page, route)
    faults.push(...(await findForeignTexts(page, route, isTextOfPeople)), ...(await findOverflow(page, route)))
  }
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('deliveries are shown page by page, and a search goes on where a page has none', async t => {
  const { url, auth } = await serveWebhooks(t)
  const at = { event: 'webhook.test', body: '{}', now: now(auth) } as const
  const { id: oldest } = await auth.store.deliveries.put({ endpoint: 'shop', ...at })
  for (let count = 0; count < 60; count += 1) await auth.store.deliveries.put({ endpoint: 'billing', ...at })
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', operator)
  await visit(page, '#/webhooks?event=webhook.test')
  assert.equal(await page.locator('tbody tr').count(), 50)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('link', { name: `webhook.test #${oldest}` }).waitFor()
  await settled(page)
  assert.equal(await page.locator('tbody tr').count(), 11)
  await page.getByRole('button', { name: 'Previous' }).click()
  await page.locator('tbody tr').nth(49).waitFor()
  // As the server answers where it looked at many rows, and none of them fits.
  await page.route('**/deliveries/?state=failed*', async route => {
    const next = route.request().url().replace('state=failed', 'endpoint=shop&event=webhook.test')
    await route.fulfill({ json: { count: null, next, previous: null, results: [] } })
  })
  await visit(page, '#/webhooks?state=failed')
  await page.getByRole('heading', { name: 'None on this page' }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('link', { name: `webhook.test #${oldest}` }).waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('what an operator may not change has no button, and without the right the page is not there', async t => {
  const { url, permit, tellOfGroup } = await serveWebhooks(t)
  const id = await tellOfGroup('Authors')
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', 'linus@example.com')
  assert.equal(await page.getByRole('link', { name: 'Webhooks' }).count(), 0)
  await visit(page, '#/webhooks')
  await page.getByText('There is nothing here, or no longer.').waitFor()
  await permit('linus', ['latchkey.view_webhook'])
  await page.reload()
  await settled(page)
  await page.getByRole('link', { name: 'Webhooks' }).waitFor()
  await page.locator('tbody tr').first().waitFor()
  await visit(page, `#/webhooks/${id}`)
  assert.equal(await page.getByRole('button', { name: /Replay|Send a test/ }).count(), 0)
})

browserTest('where the settings name no service, the page says how to name one', async t => {
  const { url } = await servePeople(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', operator)
  assert.equal(await page.getByRole('navigation', { name: 'Pages' }).getByText('Webhooks').count(), 0)
  await visit(page, '#/outbox')
  await page.getByRole('link', { name: /Webhooks$/ }).click()
  await page.getByRole('heading', { name: 'No service is told yet' }).waitFor()
  const faults = await findFaults(page, ['#/webhooks'])
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('texts of a delivery are texts (XSS), also of a body that is no JSON', async t => {
  const { url, auth } = await serveWebhooks(t)
  const image = '<img src=x onerror="globalThis.hacked=1">'
  const body = JSON.stringify({ type: image, data: { trace_id: 'javascript:globalThis.hacked=2', [image]: image } })
  const put = async (text: string) =>
    (await auth.store.deliveries.put({ endpoint: image, event: 'webhook.test', body: text, now: now(auth) })).id
  const ids = [await put(body), await put(`${image}{`)]
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', operator)
  for (const route of ['#/webhooks', ...ids.map(id => `#/webhooks/${id}`)]) {
    await visit(page, route)
    assert.ok(((await page.locator('main').textContent()) ?? '').includes(image), route)
    assert.equal(await page.locator('main :is(img, script), [href^="javascript:" i]').count(), 0, route)
    assert.equal(await page.evaluate('globalThis.hacked'), undefined)
  }
  await page.getByText('The settings have no endpoint of this name').waitFor()
  assert.deepEqual(complaints, [])
})

browserTest(
  'a delivery that is gone is said to be, and what is shown stays while the server cannot answer',
  async t => {
    const { url, answer, tellOfGroup } = await serveWebhooks(t)
    answer(500)
    const id = await tellOfGroup('Authors')
    const { page } = await openPage(await openBrowser(t), url)
    await logIn(page, url, 'console', operator)
    await visit(page, '#/webhooks/999999')
    await page.getByRole('heading', { name: 'This delivery is gone' }).waitFor()
    await visit(page, `#/webhooks/${id}`)
    await stateOf(page, 'Waiting')
    let asked = 0
    await page.route('**/api/admin/webhooks/**', async route => {
      asked += 1
      await route.fulfill({ status: 503, body: '{}', contentType: 'application/json' })
    })
    await page.waitForResponse(response => response.status() === 503, { timeout: 30_000 })
    await settled(page)
    await stateOf(page, 'Waiting')
    assert.ok(asked > 0)
    await page.getByRole('button', { name: /^Replay: / }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
    await told(page, 'The server does not answer. Nothing was lost; try again in a moment.')
    // The page looks again after it said so: served before that, it would have nothing to try again.
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await page.unroute('**/api/admin/webhooks/**')
    await again.click()
    await stateOf(page, 'Waiting')
  },
)

function now({ clock }: { readonly clock: { now(): number } }): number {
  return clock.now()
}
