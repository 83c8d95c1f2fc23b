/** Accounts of other providers: each has one owner, and an unverified address opens no account (account takeover). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Store } from '../../store.ts'
import { askForReset } from '../../testing/store-contract/mailbox-tokens.ts'
import {
  addUser,
  newHash,
  now,
  type OpenStore,
  oldHash,
  origin,
  stamp,
} from '../../testing/store-contract/opened-store.ts'
import type { SocialSignIn } from './store.ts'

const unusable = new Secret('!nobody')

function entering(subject: string, email: string, more: Partial<SocialSignIn> = {}): SocialSignIn {
  const account = { email, emailVerified: true, dateJoined: parseInstant('2026-01-15T12:00:00Z'), password: unusable }
  return { provider: 'acme', subject, email, account, usernames: [''], now, origin, ...more }
}

async function enter(store: Store, entry: SocialSignIn) {
  const entered = await store.socialAccounts.findOrCreate(entry)
  return 'user' in entered ? entered : assert.fail(entered.outcome)
}

export function testSocialAccounts(name: string, open: OpenStore): void {
  testEntries(name, open)
  testLinks(name, open)
}

function testEntries(name: string, open: OpenStore): void {
  test(`${name}: the first sign-in creates an account, later ones find it by the subject`, async t => {
    const store = await open(t)
    const first = await enter(store, entering('7', 'alice@example.com'))
    const again = await enter(store, entering('7', 'moved@example.com'))
    assert.deepEqual([first.outcome, again.outcome, again.user.id], ['created', 'known', first.user.id])
    assert.equal(again.user.email, 'alice@example.com')
    const [account] = await store.socialAccounts.listOf(first.user.id)
    assert.deepEqual([account?.provider, account?.subject, account?.email], ['acme', '7', 'moved@example.com'])
  })

  test(`${name}: of ten first sign-ins at once, one creates the account and all find it`, async t => {
    const store = await open(t)
    const entered = await Promise.all(
      Array.from({ length: 10 }, () => enter(store, entering('7', 'alice@example.com'))),
    )
    assert.equal(entered.filter(({ outcome }) => outcome === 'created').length, 1)
    assert.equal(new Set(entered.map(({ user }) => user.id)).size, 1)
  })

  test(`${name}: an address links to an account only if both sides have verified it (account takeover)`, async t => {
    const store = await open(t)
    await addUser(store, 'alice@example.com')
    const { id } = await addUser(store, 'bob@example.com', { emailVerified: true })
    assert.equal((await store.socialAccounts.findOrCreate(entering('1', 'Alice@example.com'))).outcome, 'taken')
    const linked = await enter(store, entering('2', 'bob@example.com'))
    assert.deepEqual([linked.outcome, linked.user.id], ['linked', id])
    const stranger = entering('3', 'bob@example.com', { account: undefined })
    assert.equal((await store.socialAccounts.findOrCreate(stranger)).outcome, 'unverified')
    // Bob has an account of acme already: a second one with his address belongs to another person.
    assert.equal((await store.socialAccounts.findOrCreate(entering('4', 'bob@example.com'))).outcome, 'taken')
  })

  test(`${name}: a user name that is taken is replaced by the next`, async t => {
    const store = await open(t, { accounts: 'username', emailCase: 'fold', usernameForm: 'nfkc' })
    await addUser(store, 'other@example.com', { username: 'alice@example.com' })
    const usernames = ['alice@example.com', 'alice@example.com-2']
    const { user } = await enter(store, entering('7', 'alice@example.com', { usernames }))
    assert.equal(user.username, 'alice@example.com-2')
  })
}

function testLinks(name: string, open: OpenStore): void {
  test(`${name}: an account of a provider belongs to one user, who has one of each provider`, async t => {
    const store = await open(t)
    const { socialAccounts } = store
    const alice = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    const link = { provider: 'acme', subject: '7', email: 'a@acme.example', userId: alice.id, now, origin }
    assert.equal(await socialAccounts.link(link), 'linked')
    assert.equal(await socialAccounts.link(link), 'already')
    assert.equal(await socialAccounts.link({ ...link, userId: bob.id }), 'taken')
    assert.equal(await socialAccounts.link({ ...link, subject: '8' }), 'taken')
    await store.deleteUser(bob.id)
    assert.equal(await socialAccounts.link({ ...link, provider: 'other', userId: bob.id }), 'gone')
  })

  test(`${name}: the last way to log in cannot be removed`, async t => {
    const store = await open(t)
    const { socialAccounts } = store
    const { user } = await enter(store, entering('7', 'alice@example.com'))
    const about = { usable: ['acme', 'other'], now, origin }
    assert.equal(await socialAccounts.unlink(user.id, 'nobody', about), 'unknown')
    assert.equal(await socialAccounts.unlink(user.id, 'acme', about), 'last')
    await socialAccounts.link({ provider: 'other', subject: '1', email: '', userId: user.id, now, origin })
    assert.equal(await socialAccounts.unlink(user.id, 'acme', { ...about, usable: ['acme'] }), 'last')
    assert.equal(await socialAccounts.unlink(user.id, 'acme', about), 'unlinked')
    const withPassword = await addUser(store, 'bob@example.com')
    await socialAccounts.link({ provider: 'acme', subject: '9', email: '', userId: withPassword.id, now, origin })
    assert.equal(await socialAccounts.unlink(withPassword.id, 'acme', about), 'unlinked')
  })

  test(`${name}: the first reset by mail removes the links that an impostor may have made, also after a click on the verification mail (account pre-hijacking)`, async t => {
    const store = await open(t)
    const { socialAccounts, users } = store
    const squatted = await addUser(store, 'alice@example.com')
    const own = await addUser(store, 'bob@example.com', { emailVerified: true })
    await users.verifyEmail({ userId: squatted.id, email: squatted.email, spends: stamp('click'), now })
    for (const { id: userId, email } of [squatted, own]) {
      await socialAccounts.link({ provider: 'acme', subject: email, email, userId, now, origin })
      await askForReset(store, userId, email, email)
      const byMail = { token: stamp(email), email }
      assert.equal(await users.changePassword({ userId, from: oldHash, to: newHash, now, byMail }), 'changed')
    }
    assert.deepEqual(await socialAccounts.listOf(squatted.id), [])
    assert.equal((await socialAccounts.listOf(own.id)).length, 1)
  })

  test(`${name}: a deleted user leaves no link behind`, async t => {
    const store = await open(t)
    const { user } = await enter(store, entering('7', 'alice@example.com'))
    await store.directory.delete(user.id, now, origin)
    const next = await enter(store, entering('7', 'alice@example.com'))
    assert.equal(next.outcome, 'created')
    assert.notEqual(next.user.id, user.id)
  })
}
