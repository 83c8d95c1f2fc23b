/** One refresh for all tabs: at expiry, and where a tab hangs, dies or may have no locks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPassword } from '../../testing/test-client.ts'
import type { Client } from '../index.ts'
import { becomePage, email, modes, openTabs, sharedModes, signIn } from './tabs.ts'

becomePage()

const credentials = { email, password: testPassword }
const visit = async (client: Client) => (await client.fetch('/api/auth/profile/')).status

for (const mode of sharedModes) {
  test(`${mode}: six tabs at expiry make one refresh, and none is signed out`, async t => {
    const { auth, open, count, expire } = await openTabs(t, mode, { refreshGrace: 0 })
    const tabs = Array.from({ length: 6 }, () => open())
    await signIn(tabs)
    for (const round of [1, 2, 3]) {
      expire()
      assert.deepEqual(new Set(await Promise.all(tabs.map(visit))), new Set([200]))
      assert.equal(count('refresh'), round)
    }
    assert.deepEqual(auth.reasonsOf('refresh.reused'), [])
  })

  test(`${mode}: a tab that hangs with the lock holds the others up for a while, and one of them refreshes`, async t => {
    const { open, count, expire, wire } = await openTabs(t, mode)
    const lockTimeout = 1000
    const all = Array.from({ length: 5 }, () => open({ lockTimeout }))
    await signIn(all)
    const [hanging, ...tabs] = all
    expire()
    const released = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    wire.before = async path => {
      if (!path.includes('refresh')) return
      wire.before = async () => {}
      reached.resolve()
      await released.promise
    }
    const late = hanging && visit(hanging)
    await reached.promise
    assert.deepEqual(new Set(await Promise.all(tabs.map(visit))), new Set([200]))
    assert.equal(count('refresh'), 2, 'the one that hangs, and one')
    released.resolve()
    assert.equal(await late, 200, 'the server forgives the one that comes late')
    assert.deepEqual(await Promise.all(tabs.map(visit)), [200, 200, 200, 200])
  })

  test(`${mode}: a tab whose lock is taken while it refreshes keeps what it got`, async t => {
    const { open, expire, wire, count } = await openTabs(t, mode)
    const tab = open()
    await tab.login(credentials)
    expire()
    wire.before = async path => {
      if (!path.includes('refresh')) return
      const held = await navigator.locks.query()
      for (const { name = '' } of held.held ?? []) await navigator.locks.request(name, { steal: true }, async () => {})
    }
    assert.equal(await visit(tab), 200)
    assert.equal(count('refresh'), 1)
  })
}

for (const mode of modes) {
  for (const [name, locks] of Object.entries({
    'without locks': undefined,
    'where locks are forbidden': { request: async () => Promise.reject(new Error('SecurityError')) },
  })) {
    test(`${mode}: ${name}, tabs refresh all the same`, async t => {
      const { open, expire } = await openTabs(t, mode)
      const found = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
      if (locks === undefined) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
      t.after(() => found && Object.defineProperty(globalThis, 'navigator', found))
      const tabs = [1, 2, 3].map(() => open(locks && { locks }))
      for (const tabsOfOne of mode === 'memory' ? tabs.map(tab => [tab]) : [tabs]) await signIn(tabsOfOne)
      expire()
      assert.deepEqual(await Promise.all(tabs.map(visit)), [200, 200, 200])
      assert.deepEqual(await Promise.all(tabs.map(visit)), [200, 200, 200])
    })
  }
}

test('in memory, tabs are separate sessions: each signs in and out alone', async t => {
  const { open, expire, count } = await openTabs(t, 'memory')
  const [one, other] = [open(), open()]
  await one.login(credentials)
  assert.equal(await visit(other), 401)
  await other.login(credentials)
  await one.logout()
  expire()
  assert.deepEqual([await visit(one), await visit(other)], [401, 200])
  assert.equal(count('refresh'), 1)
})
