/** What listeners hear, in every tab, and what they may do: call the client, or throw. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPassword } from '../../testing/test-client.ts'
import type { Client } from '../index.ts'
import { becomePage, email, modes, nextChange, openTabs, sharedModes, signIn } from './tabs.ts'

becomePage()

const profile = '/api/auth/profile/'
const credentials = { email, password: testPassword }

/** What a tab hears, as text. */
function record(client: Client): string[] {
  const heard: string[] = []
  client.onChange((state, { cause, user }) => heard.push(`${state} ${cause}${user ? ` ${user.email}` : ''}`))
  return heard
}

for (const mode of sharedModes) {
  test(`${mode}: a sign-in and a sign-out in one tab reach the others, without a request`, async t => {
    const { open, wire } = await openTabs(t, mode)
    const tabs = [open(), open(), open()] as const
    const heard = tabs.map(record)
    await signIn(tabs)
    const out = Promise.all([nextChange(tabs[0], 'signed_out'), nextChange(tabs[1], 'signed_out')])
    await tabs[2].logout()
    await out
    const elsewhere = ['signed_in elsewhere', 'signed_out elsewhere']
    const last = ['signed_in elsewhere', 'signed_out entry']
    assert.deepEqual(heard, [[`signed_in entry ${email}`, 'signed_out elsewhere'], elsewhere, last])
    assert.equal(wire.sent.length, 2)
    for (const tab of tabs) assert.equal((await tab.request(profile)).kind, 'signed_out')
  })

  test(`${mode}: another user who signs in in one tab is the user of all, and each says so`, async t => {
    const { auth, open } = await openTabs(t, mode)
    await auth.register('bob@example.com')
    const tabs = [open(), open()] as const
    await signIn(tabs)
    const heard = record(tabs[1])
    const change = nextChange(tabs[1], 'signed_in')
    await tabs[0].login({ email: 'bob@example.com', password: testPassword })
    await change
    assert.deepEqual(heard, ['signed_in elsewhere'])
    assert.match(await (await tabs[1].fetch(profile)).text(), /bob@/)
  })

  test(`${mode}: a session that the server has ended is signed out in every tab, by one refresh`, async t => {
    const { auth, open, expire, count } = await openTabs(t, mode)
    const tabs = [open(), open()] as const
    await signIn(tabs)
    auth.store.database.exec('UPDATE users SET is_active = 0')
    expire()
    const out = nextChange(tabs[1], 'signed_out')
    assert.equal((await tabs[0].request(profile)).kind, 'signed_out')
    await out
    assert.equal((await tabs[1].request(profile)).kind, 'signed_out')
    assert.equal(count('refresh'), 1)
  })

  test(`${mode}: a refresh in one tab is no change for the others`, async t => {
    const { open, expire } = await openTabs(t, mode)
    const tabs = [open(), open()] as const
    await signIn(tabs)
    const heard = tabs.map(record)
    for (let round = 0; round < 3; round += 1) {
      expire()
      await Promise.all(tabs.map(tab => tab.fetch(profile)))
    }
    assert.deepEqual(heard, [[], []])
  })
}

for (const mode of modes) {
  for (const method of ['request', 'resume', 'login', 'logout'] as const) {
    test(`${mode}: a listener may call ${method}, also while a refresh has the lock`, async t => {
      const { open, expire } = await openTabs(t, mode)
      const tabs = mode === 'memory' ? [open()] : [open(), open()]
      await signIn(tabs)
      const calls: Promise<unknown>[] = []
      let left = 3
      const call = (client: Client) => {
        left -= 1
        if (left < 0) return
        const called = { request: () => client.request(profile), login: () => client.login(credentials) }
        calls.push(method === 'request' || method === 'login' ? called[method]() : client[method]())
      }
      for (const tab of tabs) tab.onChange(() => call(tab))
      expire()
      // One refreshes, with the lock, while another one signs in.
      await Promise.all(tabs.map((tab, at) => (at === 0 ? tab.fetch(profile) : tab.login(credentials))))
      await tabs[0]?.logout()
      await tabs[0]?.login(credentials)
      assert.ok(calls.length > 0)
      for (const called of calls) await called
      await tabs[0]?.login(credentials)
      assert.equal((await tabs[0]?.fetch(profile))?.status, 200)
    })
  }

  test(`${mode}: a listener that throws hinders no call and no other listener`, async t => {
    const { open, expire } = await openTabs(t, mode)
    const tab = open()
    tab.onChange(() => {
      throw new Error('of the listener')
    })
    const heard = record(tab)
    assert.equal((await tab.login(credentials)).kind, 'signed_in')
    expire()
    assert.equal(await tab.resume(), 'signed_in')
    assert.deepEqual(await tab.logout(), { kind: 'signed_out' })
    assert.deepEqual(heard, [`signed_in entry ${email}`, 'signed_out entry'])
  })
}

test('what a listener throws is reported as any error of the page', async t => {
  const { open } = await openTabs(t, 'memory')
  const reported: unknown[] = []
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) })
  t.after(() => Reflect.deleteProperty(globalThis, 'reportError'))
  const tab = open()
  const error = new Error('of the listener')
  tab.onChange(() => {
    throw error
  })
  await tab.login(credentials)
  assert.deepEqual(reported, [error])
})

test('cookies: a page that was never signed in and is refused says nothing about who signs in meanwhile', async t => {
  const { open, wire } = await openTabs(t, 'cookies')
  const [one, loaded, other] = [open(), open(), open()]
  const refused = Promise.withResolvers<void>()
  const signedIn = Promise.withResolvers<void>()
  const heard = [one, other].map(record)
  // The refusal is on its way while another tab signs in, and arrives before the news of it.
  wire.before = async path => {
    if (!path.includes('refresh')) return
    wire.before = async () => {}
    await signedIn.promise
  }
  const resumed = loaded.resume().then(() => refused.resolve())
  const hears = nextChange(other, 'signed_in')
  const entering = one.login(credentials)
  await hears
  signedIn.resolve()
  await Promise.all([resumed, entering, refused.promise])
  const late = open()
  assert.equal(await late.resume(), 'signed_in')
  assert.deepEqual(heard, [[`signed_in entry ${email}`], ['signed_in elsewhere']])
  // The same refusal, and that of another user, as messages.
  const channel = new BroadcastChannel(
    `latchkey http://127.0.0.1:${(await open().fetch(profile)).url.split(/[:/]/)[4]}/`,
  )
  channel.postMessage({ isSignedIn: false, person: undefined })
  channel.postMessage({ isSignedIn: false, person: 'someone else' })
  channel.postMessage({ isSignedIn: true, person: '1', isSignIn: true })
  await nextChange(other, 'signed_in')
  channel.close()
  assert.deepEqual(heard[1], ['signed_in elsewhere', 'signed_in elsewhere'])
})
