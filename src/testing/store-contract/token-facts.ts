/** What a refresh asks about a token at once: the spent list, the session, the user. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NamedUser } from '../../sessions/store.ts'
import { addUser, beginning, now, type OpenStore, refreshing, stamp } from './opened-store.ts'

export function testTokenFacts(name: string, open: OpenStore): void {
  testWhatIsThere(name, open)
  testManyLooks(name, open)
}

function testWhatIsThere(name: string, open: OpenStore): void {
  test(`${name}: of a token one look tells the session, the user, and that it was not spent`, async t => {
    const { sessions, users } = await open(t)
    const user = await addUser({ users }, 'alice@example.com')
    await sessions.start(beginning(user, 'one', { factors: ['password', 'totp'] }))
    const session = { id: 'one', userId: user.id, startedAt: now, endedAt: null, factors: ['password', 'totp'] }
    const facts = { isSpent: false, session, user, tokensNotBefore: 0 }
    const asked = { presented: stamp('one-1'), sid: 'one' }
    assert.deepEqual(await sessions.factsOf({ ...asked, user: { id: user.id } }), facts)
    await sessions.rotate(refreshing('one', 'one-1', 'one-2', { userId: user.id }))
    assert.deepEqual(await sessions.factsOf({ ...asked, user: { id: user.id } }), facts)
  })

  test(`${name}: what a token names and is not there is absent, and the rest is told`, async t => {
    const { sessions, users } = await open(t)
    const user = await addUser({ users }, 'alice@example.com')
    await sessions.start(beginning(user, 'one'))
    const look = async (sid: string | undefined, named: NamedUser | undefined) => {
      const facts = await sessions.factsOf({ presented: stamp('one-1'), sid, user: named })
      return [facts.session?.id, facts.user?.id]
    }
    assert.deepEqual(await look('one', undefined), ['one', undefined])
    assert.deepEqual(await look(undefined, { id: user.id }), [undefined, user.id])
    assert.deepEqual(await look('another', { id: 2 }), [undefined, undefined])
    assert.deepEqual(await look(undefined, undefined), [undefined, undefined])
    for (const id of [2 ** 53 - 1, '4b5a1f0e-6d1c-4b57-8a3e-0a1d2c3b4e5f']) {
      assert.deepEqual(await look('one', { id }), ['one', undefined])
    }
  })

  test(`${name}: a user is found by the login too, as a login finds one`, async t => {
    const { sessions, users } = await open(t)
    const user = await addUser({ users }, 'alice@example.com')
    const look = async (login: string) =>
      (await sessions.factsOf({ presented: stamp('x'), sid: undefined, user: { login } })).user
    assert.deepEqual(await look('Alice@Example.com'), user)
    assert.equal(await look('bob@example.com'), undefined)
    assert.equal(await look('alice@example.com\0'), undefined)
  })

  test(`${name}: a spent token, an ended session and a cut-off are told`, async t => {
    const { sessions, users } = await open(t)
    const user = await addUser({ users }, 'alice@example.com')
    await sessions.start(beginning(user, 'one'))
    await sessions.spend(stamp('one-1'))
    await sessions.endAll(user.id, 'password_change', now + 5)
    const facts = await sessions.factsOf({ presented: stamp('one-1'), sid: 'one', user: { id: user.id } })
    assert.deepEqual([facts.isSpent, facts.session?.endedAt, facts.tokensNotBefore], [true, now + 5, now + 5])
  })
}

function testManyLooks(name: string, open: OpenStore): void {
  test(`${name}: fifty looks at once tell each asker about its own token`, async t => {
    const { sessions, users } = await open(t)
    const names = Array.from({ length: 50 }, (_, index) => `user-${index}`)
    const made = await Promise.all(names.map(each => addUser({ users }, `${each}@example.com`)))
    await Promise.all(made.map((user, index) => sessions.start(beginning(user, names[index] ?? ''))))
    await sessions.spend(stamp('user-7-1'))
    const facts = await Promise.all(
      made.map(({ id }, index) =>
        sessions.factsOf({ presented: stamp(`user-${index}-1`), sid: `user-${index}`, user: { id } }),
      ),
    )
    assert.deepEqual(
      facts.map(({ session }) => session?.id),
      names,
    )
    assert.deepEqual(
      facts.map(({ user }) => user),
      made,
    )
    assert.deepEqual(
      facts.flatMap(({ isSpent }, index) => (isSpent ? [index] : [])),
      [7],
    )
  })
}
