/** The outbox: a mail is written with its action, claimed by one worker, and never lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewMail } from '../../mail/outbox.ts'
import { addUser, minute, now, type OpenStore, oldHash, stamp } from './opened-store.ts'

const notice: NewMail = { kind: 'password_changed', userId: 1, to: 'alice@example.com', now }
const day = 86_400_000

function testOrder(name: string, open: OpenStore): void {
  test(`${name}: mails are given out in the order in which they were written, also when they were put off`, async t => {
    const { outbox } = await open(t)
    for (const to of ['a', 'b', 'c', 'd']) await outbox.put([{ ...notice, to }])
    const claimed = await outbox.claim(due)
    for (const mail of claimed.toReversed()) await outbox.postpone(mail, now + 1)
    const again = await outbox.claim({ ...due, now: now + 1 })
    assert.deepEqual(
      [claimed, again].map(mails => mails.map(({ to }) => to).join('')),
      ['abcd', 'abcd'],
    )
  })
}
const due = { now, until: now + minute, limit: 10 }

export function testOutbox(name: string, open: OpenStore): void {
  testOrder(name, open)

  test(`${name}: of many workers that claim at once, one gets each mail`, async t => {
    const { outbox } = await open(t)
    await outbox.put(Array.from({ length: 5 }, (_, n) => ({ ...notice, to: `${n}@example.com` })))
    const claims = await Promise.all(Array.from({ length: 10 }, () => outbox.claim({ ...due, limit: 2 })))
    const taken = claims.flat().map(({ to }) => to)
    assert.deepEqual(taken.sort(), [
      '0@example.com',
      '1@example.com',
      '2@example.com',
      '3@example.com',
      '4@example.com',
    ])
  })

  test(`${name}: a mail that was claimed but never finished is given out again, with its attempts counted`, async t => {
    const { outbox } = await open(t)
    await outbox.put([{ ...notice, stamp: stamp('one') }])
    const [first] = await outbox.claim(due)
    assert.deepEqual(await outbox.claim(due), [])
    const [second] = await outbox.claim({ ...due, now: due.until, until: due.until + minute })
    assert.deepEqual([first?.attempt, second?.attempt], [1, 2])
    assert.deepEqual(second, { ...first, attempt: 2 })
    assert.deepEqual(second?.stamp, stamp('one'))
  })

  test(`${name}: after the clock was set back by days, mails from before do not wait for days`, async t => {
    const { outbox } = await open(t)
    await outbox.put([{ ...notice, now: now + 3 * day }])
    assert.equal((await outbox.claim(due)).length, 1)
    assert.equal((await outbox.claim(due)).length, 0)
  })

  test(`${name}: a worker whose claim has passed to another one cannot postpone the mail`, async t => {
    const { outbox } = await open(t)
    await outbox.put([notice])
    const [first] = await outbox.claim(due)
    const [second] = await outbox.claim({ ...due, now: due.until, until: due.until + minute })
    assert.ok(first && second)
    await outbox.postpone(first, now)
    assert.deepEqual(await outbox.claim(due), [])
    await outbox.postpone(second, now)
    assert.equal((await outbox.claim(due)).length, 1)
  })

  test(`${name}: a mail is replaced once, even if two workers hold it`, async t => {
    const { outbox } = await open(t)
    await outbox.put([{ kind: 'password_reset', to: 'alice@example.com', now }])
    const [held] = await outbox.claim(due)
    assert.ok(held)
    await Promise.all([outbox.replace(held, [notice]), outbox.replace(held, [notice])])
    assert.deepEqual(
      (await outbox.claim(due)).map(({ kind, userId }) => [kind, userId]),
      [['password_changed', 1]],
    )
  })

  testRecipients(name, open)
}

function testRecipients(name: string, open: OpenStore): void {
  test(`${name}: recipients are the active accounts of an address, whatever its case`, async t => {
    const store = await open(t, { accounts: 'username', emailCase: 'django', usernameForm: 'nfkc' })
    for (const username of ['a', 'b']) await addUser(store, 'Kim@example.com', { username })
    await addUser(store, 'kim@example.com', { username: 'inactive', isActive: false })
    await addUser(store, 'other@example.com', { username: 'other' })
    assert.equal((await store.outbox.findRecipients('kim@EXAMPLE.com')).length, 2)
    // Homograph: the Kelvin sign is not a K, so Kim's mail is never sent to an account that registered it.
    assert.deepEqual(await store.outbox.findRecipients('\u212Aim@example.com'), [])
  })

  test(`${name}: a mail is written only together with its action`, async t => {
    const store = await open(t)
    const { users, outbox } = store
    const { dateJoined } = await addUser(store, 'bob@example.com')
    const mail = { kind: 'email_verification', stamp: stamp('one'), now } as const
    const alice = { email: 'alice@example.com', dateJoined, password: oldHash }
    const saved = await users.create(alice, undefined, mail)
    assert.equal((await users.create(alice, undefined, mail)).outcome, 'duplicate')
    assert.equal(saved.outcome, 'saved')
    assert.deepEqual(
      (await outbox.claim(due)).map(({ to }) => to),
      ['alice@example.com'],
    )
  })
}
