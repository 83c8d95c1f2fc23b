/** Many tabs of one browser as one session, with the locks, messages and storages that browsers have. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { Config } from '../../src/settings/settings.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { browserTest } from './browser.ts'
import { ask, email, servePages } from './client-page.ts'
import { visitReactPage } from './react-page.ts'

const page = `
  import { createAuthStore, createClient, webStorage } from 'latchkey/client'
  const options = {
    cookies: { mode: 'cookies' },
    storage: { storage: webStorage(localStorage) },
    'own storage': { storage: webStorage(sessionStorage) },
  }
  window.openClient = (mode, more) => {
    window.client = createClient({ ...options[mode], ...more })
    window.heard = []
    client.onChange((state, { cause }) => heard.push(state + ' ' + cause))
    window.store = createAuthStore(client)
    store.subscribe(() => {})
  }
  window.visit = () => client.fetch('/api/auth/profile/').then(answer => answer.status)
`

async function serveTabs(t: TestContext, config: Config = {}) {
  const served = await servePages(t, { text: page, config })
  const openTab = async (mode: string, more = '{}') => {
    const opened = await served.openPage()
    await ask(opened, `openClient('${mode}', ${more})`)
    return opened
  }
  const openTabs = async (mode: string, count: number, more?: string) =>
    await Promise.all(Array.from({ length: count }, () => openTab(mode, more)))
  return { ...served, openTabs }
}

const login = (tab: Page | undefined) =>
  tab && ask(tab, `client.login({ email: '${email}', password: '${testPassword}' }).then(({ kind }) => kind)`)
const visit = (tab: Page) => ask<number>(tab, 'visit()')
const visitAll = async (tabs: readonly Page[]) => await Promise.all(tabs.map(visit))
const shows = (tab: Page, kind: string) => tab.waitForFunction(`store.get().kind === '${kind}'`)

for (const mode of ['cookies', 'storage']) {
  browserTest(`by ${mode}: six tabs at expiry make one refresh, and a sign-out reaches them all`, async t => {
    const { auth, held, openTabs, expire } = await serveTabs(t, { refreshGrace: 0 })
    const tabs = await openTabs(mode, 6)
    const [first, second] = tabs
    assert.equal(await login(first), 'signed_in')
    await Promise.all(tabs.map(tab => shows(tab, 'signed_in')))
    held.refreshes = 0
    for (const round of [1, 2]) {
      expire()
      assert.deepEqual(await visitAll(tabs), [200, 200, 200, 200, 200, 200])
      assert.equal(held.refreshes, round)
    }
    assert.deepEqual(auth.reasonsOf('refresh.reused'), [])
    await first?.reload()
    if (first) await ask(first, `openClient('${mode}')`)
    if (first) await shows(first, 'signed_in')
    if (second) await ask(second, 'client.logout()')
    await Promise.all(tabs.map(tab => shows(tab, 'signed_out')))
    assert.deepEqual(first && (await ask(first, 'heard.at(-1)')), 'signed_out elsewhere')
    assert.deepEqual(new Set(await visitAll(tabs)), new Set([401]))
  })

  for (const [says, stop] of [
    ['is closed', (tab: Page) => tab.close()],
    ['hangs', hang],
  ] as const) {
    browserTest(`by ${mode}: a tab that ${says} in the middle of a refresh stops no other`, async t => {
      const { held, openTabs, expire } = await serveTabs(t)
      const [first, ...tabs] = await openTabs(mode, 4, '{ lockTimeout: 1500 }')
      assert.ok(first)
      await login(first)
      await Promise.all(tabs.map(tab => shows(tab, 'signed_in')))
      expire()
      held.refreshes = 0
      const released = Promise.withResolvers<void>()
      held.refresh = released.promise
      // Not waited for: it is not answered before the tab is stopped.
      visit(first).catch(() => undefined)
      while (held.refreshes === 0) await new Promise(resolve => setImmediate(resolve))
      held.refresh = undefined
      const visiting = visitAll(tabs)
      await stop(first)
      assert.deepEqual(await visiting, [200, 200, 200])
      // One, on a machine that is not too busy: src/client/tests/refresh-in-turn.test.ts counts.
      assert.ok(held.refreshes >= 2, 'another tab has refreshed')
      released.resolve()
      assert.deepEqual(await visitAll(tabs), [200, 200, 200])
    })
  }
}

/** A debugger that does not go on: nothing of the page runs any more, and it keeps its lock. */
async function hang(tab: Page): Promise<void> {
  const debug = await tab.context().newCDPSession(tab)
  await debug.send('Debugger.enable')
  await debug.send('Debugger.pause')
}

browserTest('in a sessionStorage each tab is a session of its own, which goes on after a reload', async t => {
  const { openTabs } = await serveTabs(t)
  const [one, other] = await openTabs('own storage', 2)
  assert.ok(one && other)
  await login(one)
  assert.deepEqual([await visit(one), await visit(other)], [200, 401])
  await login(other)
  await ask(one, 'client.logout()')
  await other.reload()
  await ask(other, "openClient('own storage')")
  assert.deepEqual([await visit(one), await visit(other)], [401, 200])
})

browserTest('React, in strict mode: ten components show the user, by one refresh, and each tab signs out', t =>
  visitReactPage(t),
)
