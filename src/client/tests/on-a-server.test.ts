/** Clients of many users in one process, as where a server renders pages: they are no tabs of one browser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPassword } from '../../testing/test-client.ts'
import { openTabs, signIn } from './tabs.ts'

test('a sign-out of one user is not told to the client of another, and refreshes do not wait for each other', async t => {
  const alice = await openTabs(t, 'cookies')
  const heard: string[] = []
  const [one, other] = [alice.open(), alice.open({ fetch: alice.browse() })]
  other.onChange((state, { cause }) => heard.push(`${state} ${cause}`))
  await alice.auth.register('bob@example.com')
  await other.login({ email: 'bob@example.com', password: testPassword })
  await signIn([one])
  alice.expire()
  const held = Promise.withResolvers<void>()
  alice.wire.before = async path => {
    if (!path.includes('refresh')) return
    alice.wire.before = async () => {}
    await held.promise
  }
  const waiting = one.resume()
  assert.equal(await other.resume(), 'signed_in', 'while the other refresh is under way')
  held.resolve()
  assert.equal(await waiting, 'signed_in')
  await one.logout()
  assert.match(await (await other.fetch('/api/auth/profile/')).text(), /bob@/)
  assert.deepEqual(heard, ['signed_in entry'])
})
