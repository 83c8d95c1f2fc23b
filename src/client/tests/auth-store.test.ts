/** The store of pages: what it says, when it asks, and what reaches it from elsewhere. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { testPassword } from '../../testing/test-client.ts'
import { type AuthState, type AuthStore, createAuthStore } from '../index.ts'
import { becomePage, email, modes, openTabs, sharedModes, signIn } from './tabs.ts'

becomePage()

const credentials = { email, password: testPassword }

/** Waits until the store says so. */
function until(store: AuthStore, kind: AuthState['kind']): Promise<AuthState> {
  return new Promise(resolve => {
    const unsubscribe = store.subscribe(state => {
      if (state.kind !== kind) return
      queueMicrotask(() => unsubscribe())
      resolve(state)
    })
  })
}

/** Keeps the store going, and the states that it said. */
function watch(store: AuthStore): string[] {
  const said: string[] = []
  store.subscribe(({ kind, user }) => said.push(user ? `${kind} ${user.email}` : kind))
  return said
}

for (const mode of modes) {
  test(`${mode}: a page says loading, signed out, signed in and signed out`, async t => {
    const { open } = await openTabs(t, mode)
    const client = open()
    const store = createAuthStore(client)
    assert.deepEqual(store.get(), { kind: 'loading' })
    const said = watch(store)
    await until(store, 'signed_out')
    await client.login(credentials)
    assert.equal(store.get().user?.email, email, 'by the answer of the login, at once')
    await client.logout()
    assert.deepEqual(said, ['loading', 'signed_out', `signed_in ${email}`, 'signed_out'])
  })
}

for (const mode of sharedModes) {
  test(`${mode}: a page that is loaded in the middle of a session asks once, for ten that watch`, async t => {
    const { open, expire, count, wire } = await openTabs(t, mode)
    await signIn([open()])
    expire()
    wire.sent.length = 0
    const store = createAuthStore(open())
    const said = Array.from({ length: 10 }, () => watch(store))
    await until(store, 'signed_in')
    assert.equal(count('refresh'), 1)
    assert.ok(count('profile') <= 2, 'once, and once more with the new token')
    assert.deepEqual(
      said,
      Array.from({ length: 10 }, () => ['loading', `signed_in ${email}`]),
    )
  })

  test(`${mode}: another user who signs in in another tab is shown, and never beside the one before`, async t => {
    const { auth, open } = await openTabs(t, mode)
    await auth.register('bob@example.com')
    const tabs = [open(), open()] as const
    await signIn(tabs)
    const store = createAuthStore(tabs[1])
    const said = watch(store)
    await until(store, 'signed_in')
    await tabs[0].login({ email: 'bob@example.com', password: testPassword })
    const isBob = Promise.withResolvers<void>()
    store.subscribe(({ user }) => user?.email === 'bob@example.com' && isBob.resolve())
    await isBob.promise
    const out = until(store, 'signed_out')
    await tabs[0].logout()
    await out
    assert.deepEqual(said, ['loading', `signed_in ${email}`, 'loading', 'signed_in bob@example.com', 'signed_out'])
  })
}

test('while the server is out of reach the last user stays, and the store asks again, ever more slowly', async t => {
  const { open, wire, count } = await openTabs(t, 'cookies')
  const client = open()
  await signIn([client])
  const timer = createFakeClock()
  const store = createAuthStore(client, { timer })
  watch(store)
  await until(store, 'signed_in')
  wire.isCut = true
  wire.sent.length = 0
  const state = await store.reload()
  assert.deepEqual([state.kind, state.user?.email], ['later', email])
  for (let second = 0; second < 3600; second += 1) {
    timer.advance(1000)
    await new Promise(resolve => setImmediate(resolve))
  }
  const asked = count('profile')
  assert.ok(asked > 5 && asked < 100, `${asked} times in an hour`)
  wire.isCut = false
  const back = until(store, 'signed_in')
  timer.advance(60_000)
  await back
  wire.sent.length = 0
  timer.advance(3_600_000)
  assert.deepEqual(wire.sent, [], 'in reach, it asks no more')
})

test('a sign-in that comes while the store asks is the newer one', async t => {
  const { open, wire } = await openTabs(t, 'cookies')
  const client = open()
  const store = createAuthStore(client)
  const said = watch(store)
  const asked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  wire.before = async path => {
    if (!path.includes('profile')) return
    asked.resolve()
    await answered.promise
  }
  await asked.promise
  await client.login(credentials)
  answered.resolve()
  await store.reload()
  assert.deepEqual([...new Set(said)], ['loading', `signed_in ${email}`])
})

test('a listener that looks once, as a renderer on a server, asks nothing; one that throws hinders no other', async t => {
  const { open, wire } = await openTabs(t, 'cookies')
  const store = createAuthStore(open())
  store.subscribe(() => {})()
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(wire.sent, [])
  store.subscribe(() => {
    throw new Error('of the listener')
  })
  await until(store, 'signed_out')
})

test('a user whom the server had rendered is there from the start, and nothing is asked', async t => {
  const { open, wire } = await openTabs(t, 'cookies')
  const store = createAuthStore(open(), { user: { id: 1, email } })
  const said = watch(store)
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(said, [`signed_in ${email}`])
  assert.deepEqual(wire.sent, [])
})

test('a page that is online again asks at once, and one that no longer watches asks nothing', async t => {
  const network = new EventTarget()
  const page = {
    addEventListener: (name: string, hear: () => void) => network.addEventListener(name, hear),
    removeEventListener: (name: string, hear: () => void) => network.removeEventListener(name, hear),
  }
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  t.after(() => {
    for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name)
  })
  const { open, wire, count } = await openTabs(t, 'cookies')
  const client = open()
  await signIn([client])
  const store = createAuthStore(client, { timer: createFakeClock() })
  wire.isCut = true
  const unsubscribe = store.subscribe(() => {})
  await until(store, 'later')
  wire.isCut = false
  network.dispatchEvent(new Event('online'))
  await until(store, 'signed_in')
  wire.isCut = true
  await store.reload()
  unsubscribe()
  wire.isCut = false
  wire.sent.length = 0
  network.dispatchEvent(new Event('online'))
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(count('profile'), 0)
})

test('what a store found out before it was watched is asked again where the server was out of reach', async t => {
  const { open, wire } = await openTabs(t, 'cookies')
  const client = open()
  await signIn([client])
  const store = createAuthStore(client, { timer: createFakeClock() })
  wire.isCut = true
  assert.equal((await store.reload()).kind, 'later')
  wire.isCut = false
  watch(store)
  await until(store, 'signed_in')
})
