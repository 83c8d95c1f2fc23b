/** A laptop that sleeps, an hour without a network, and a clock that is hours off: no loop, and no one is signed out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, createClient } from '../index.ts'
import { becomePage, modes, openTabs, signIn } from './tabs.ts'

becomePage()

const hour = 3_600_000
const visit = async (client: Client) => (await client.fetch('/api/auth/profile/')).status

for (const mode of modes) {
  test(`${mode}: after eight hours of sleep the first requests share one refresh`, async t => {
    const { auth, open, count } = await openTabs(t, mode)
    const tab = open()
    await signIn([tab])
    auth.clock.advance(8 * hour)
    assert.deepEqual(await Promise.all([visit(tab), visit(tab), visit(tab)]), [200, 200, 200])
    assert.equal(count('refresh'), 1)
  })

  test(`${mode}: an hour without a network signs no one out, and work goes on afterwards`, async t => {
    const { auth, open, wire, count } = await openTabs(t, mode)
    const tab = open()
    await signIn([tab])
    const states: string[] = []
    tab.onChange(state => states.push(state))
    wire.isCut = true
    for (let minute = 0; minute < 60; minute += 1) {
      auth.clock.advance(60_000)
      assert.equal((await tab.request('/api/auth/profile/')).kind, 'later')
    }
    assert.equal(await tab.resume(), 'later')
    assert.ok(count('refresh') <= 61, `at most one for each request: ${count('refresh')}`)
    wire.isCut = false
    assert.equal(await visit(tab), 200)
    assert.deepEqual(
      states.filter(state => state === 'signed_out'),
      [],
    )
  })

  for (const hours of [-30, -3, 3, 30]) {
    test(`${mode}: with a clock that is ${hours} hours off, refreshes come when tokens end, and not before`, async t => {
      const { auth, open, count } = await openTabs(t, mode)
      const tab = open({ clock: { now: () => auth.clock.now() + hours * hour } })
      await signIn([tab])
      for (const round of [0, 1, 2]) {
        for (let call = 0; call < 5; call += 1) assert.equal(await visit(tab), 200)
        assert.equal(count('refresh'), round)
        auth.clock.advance(15 * 60_000)
      }
    })

    test(`${mode}: a clock that is set ${hours} hours on in between costs one refresh at most`, async t => {
      const { auth, open, count } = await openTabs(t, mode)
      let off = 0
      const tab = open({ clock: { now: () => auth.clock.now() + off } })
      await signIn([tab])
      assert.equal(await visit(tab), 200)
      off = hours * hour
      for (let call = 0; call < 5; call += 1) assert.equal(await visit(tab), 200)
      assert.ok(count('refresh') <= 1)
    })
  }
}

test('tokens that are over as soon as they come are refreshed once for each request, and never in a loop', async t => {
  const { auth, wire, open } = await openTabs(t, 'memory', { accessTokenLifetime: '1s' })
  const tab = open()
  await signIn([tab])
  wire.before = async path => {
    if (!path.includes('refresh')) auth.clock.advance(5000)
  }
  assert.equal(await visit(tab), 401)
  assert.equal(wire.sent.filter(path => path.includes('refresh')).length, 1)
})

test('a page without a session asks once, whatever it is asked', async () => {
  const sent: string[] = []
  const fetch = async (input: unknown) => {
    sent.push(String(input))
    return new Response(null, { status: 401 })
  }
  const client = createClient({ url: 'https://api.example.com', fetch })
  assert.equal(await client.resume(), 'signed_out')
  assert.equal(await visit(client), 401)
  assert.deepEqual(sent, ['https://api.example.com/api/auth/profile/'])
})
