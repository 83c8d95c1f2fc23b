/** Where tokens name users by a name, the next owner of a name must not be opened by what was signed for the last. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { askForMove } from './mailbox-tokens.ts'
import { addUser, beginning, now, nowSeconds, type OpenStore, oldHash, revocationsOf, stamp } from './opened-store.ts'

const models = {
  email: { accounts: 'email', userIdField: 'email' },
  username: { accounts: 'username', userIdField: 'username' },
} as const

const joined = parseInstant('2026-01-15T12:00:00.500000Z')

export function testRenames(name: string, open: OpenStore): void {
  for (const [field, settings] of Object.entries(models)) {
    test(`${name}: a new ${field} that tokens are named by ends the user's sessions with the change`, async t => {
      const store = await open(t, { ...settings })
      const user = await addUser(store, 'alice@example.com', { username: 'alice' })
      await store.sessions.start(beginning(user, 'one'))
      await store.users.update(user.id, { firstName: 'Alice', [field]: user[field as 'email'] }, now)
      assert.equal((await store.sessions.find('one'))?.endedAt, null)
      await store.users.update(user.id, { [field]: 'carol@example.com' }, now)
      assert.equal((await store.sessions.find('one'))?.endReason, 'renamed')
      const kinds = (await revocationsOf(store)).map(({ kind }) => kind)
      assert.ok(kinds.includes('sid') && kinds.includes('user-before'), kinds.join())
      assert.equal(await store.sessions.tokenStatus(undefined, user.id, stamp('foreign')), 'gone')
    })

    test(`${name}: tokens that are older than the account do not name it by its ${field}`, async t => {
      const store = await open(t, { ...settings })
      const user = await addUser(store, 'alice@example.com', { username: 'alice', dateJoined: joined })
      const status = (iat: number) => store.sessions.tokenStatus(undefined, user.id, { ...stamp('x'), iat })
      assert.deepEqual([await status(nowSeconds), await status(nowSeconds + 1)], ['gone', 'live'])
    })
  }

  test(`${name}: a confirmed address that tokens are named by ends the user's sessions with the change`, async t => {
    const store = await open(t, models.email)
    const { id: userId, email: from } = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning({ id: userId }, 'one'))
    await askForMove(store, userId, 'carol@example.com', 'mail')
    const change = { userId, from, provenBy: oldHash, to: 'carol@example.com', spends: stamp('mail'), now, mails: [] }
    assert.equal((await store.users.changeEmail(change)).outcome, 'changed')
    assert.equal((await store.sessions.find('one'))?.endReason, 'renamed')
  })

  test(`${name}: where tokens name ids, a new address or name ends nothing`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(user, 'one'))
    await store.users.update(user.id, { email: 'carol@example.com', username: 'carol' }, now)
    assert.equal((await store.sessions.find('one'))?.endedAt, null)
    assert.equal(await store.sessions.tokenStatus(undefined, user.id, stamp('foreign')), 'live')
  })
}
