/** WebSockets of a page in a real browser, which can set no header and sends cookies by itself. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import websocket from '@fastify/websocket'
import { fastify } from 'fastify'
import type { Page } from 'playwright-core'
import type { WebSocket } from 'ws'
import { browserTest, openBrowser } from '../../../../test/browser/browser.ts'
import { servePage } from '../../../../test/browser/site.ts'
import { latchkey } from '../../../adapters/fastify.ts'
import { createSocketGuard } from '../../../adapters/websocket/websocket.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'

const email = 'user@example.com'
const emptyPage = () => '<!doctype html><title>A page</title>'

async function serveLive(t: TestContext) {
  const auth = await createTestAuth({}, { clock: createFakeClock(Date.now()) })
  const guard = createSocketGuard(auth)
  const app = fastify({ forceCloseConnections: true })
  await app.register(websocket)
  app.get('/', (_request, reply) => reply.type('text/html').send(emptyPage()))
  app.get(
    '/live/',
    { websocket: true, preValidation: guard.preValidation },
    guard.handler<WebSocket>(({ socket, principal }) => socket.send(`hello ${principal.id}`)),
  )
  await app.register(latchkey(auth))
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
  t.after(async () => {
    for (const client of app.websocketServer.clients) client.terminate()
    await app.close()
    await auth.close()
  })
  const pair = await auth.register(email)
  const context = await openBrowser(t)
  const page = await context.newPage()
  await page.goto(`http://localhost:${port}/`)
  return { auth, port, pair, context, page }
}

/** Opens a socket in the page and notes what comes of it in `window.seen`. */
async function openIn(page: Page, port: number, protocols: readonly string[] = [], first = ''): Promise<void> {
  await page.evaluate(`{
    const seen = (window.seen = [])
    const socket = new WebSocket('ws://localhost:${port}/live/', ${JSON.stringify(protocols)})
    socket.onopen = () => ${JSON.stringify(first)} && socket.send(${JSON.stringify(first)})
    socket.onmessage = ({ data }) => seen.push(data)
    socket.onclose = ({ code }) => seen.push(code)
  }`)
}

async function seenIn(page: Page, count: number): Promise<unknown> {
  await page.waitForFunction(`seen.length >= ${count}`)
  return await page.evaluate('seen')
}

async function logInByCookie(page: Page): Promise<void> {
  const body = JSON.stringify({ email, password: testPassword })
  const init = `{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ${JSON.stringify(body)} }`
  assert.equal(await page.evaluate(`fetch('/api/auth/cookie/login/', ${init}).then(answer => answer.status)`), 200)
}

browserTest(
  'a page opens a socket by subprotocol and by first message, and learns at once that it was revoked',
  async t => {
    const { auth, port, pair, page } = await serveLive(t)
    await openIn(page, port, ['live', `latchkey.bearer.${pair.access}`])
    assert.deepEqual(await seenIn(page, 1), ['hello 1'])
    await openIn(page, port, [], JSON.stringify({ type: 'authenticate', token: pair.access }))
    assert.deepEqual(await seenIn(page, 2), ['{"type":"authenticated"}', 'hello 1'])
    await auth.logout(pair)
    assert.deepEqual(await seenIn(page, 3), ['{"type":"authenticated"}', 'hello 1', 4003])
  },
)

browserTest('the cookie opens a socket for our own page, and not for a page on another port', async t => {
  const { auth, port, context, page } = await serveLive(t)
  await logInByCookie(page)
  await openIn(page, port)
  assert.deepEqual(await seenIn(page, 1), ['hello 1'])

  const evil = await context.newPage()
  await evil.goto(`http://localhost:${await servePage(t, emptyPage)}/`)
  await openIn(evil, port)
  assert.deepEqual(await seenIn(evil, 1), [1006])
  assert.deepEqual(auth.reasonsOf('request.refused'), ['cross_site_socket'])
})
