/** Accounts of other providers: each has one owner, and an unverified address opens no account (account takeover). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SocialSignIn } from '../../features/social/store.ts'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Store } from '../../store.ts'
import { askForReset } from './mailbox-tokens.ts'
import { addUser, beginning, newHash, now, type OpenStore, oldHash, origin, stamp } from './opened-store.ts'

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
  testHolders(name, open)
  testLinks(name, open)
  testEnds(name, open)
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
}

function testHolders(name: string, open: OpenStore): void {
  test(`${name}: only those who have proven an address count as its holders`, async t => {
    const store = await open(t, { accounts: 'username', emailCase: 'fold', usernameForm: 'nfkc' })
    const entry = { usernames: ['a', 'b'] }
    await addUser(store, 'bob@example.com', { username: 'stranger' })
    assert.equal((await enter(store, entering('1', 'bob@example.com', entry))).outcome, 'created')
    const { id } = await addUser(store, 'alice@example.com', { username: 'alice', emailVerified: true })
    await addUser(store, 'Alice@example.com', { username: 'another' })
    const linked = await enter(store, entering('2', 'alice@example.com', entry))
    assert.deepEqual([linked.outcome, linked.user.id], ['linked', id])
  })

  test(`${name}: where case counts, a stranger's copy of a proven address is another address`, async t => {
    const store = await open(t, { accounts: 'email', emailCase: 'django', usernameForm: 'exact' })
    for (const email of ['ALICE@example.com', 'Alice@example.com', 'aLICE@example.com']) {
      await addUser(store, email, { emailVerified: email !== 'ALICE@example.com' })
    }
    const { id } = await addUser(store, 'alice@example.com', { emailVerified: true })
    assert.equal((await enter(store, entering('1', 'alice@example.com'))).user.id, id)
  })

  test(`${name}: an operator's account is not found by its address`, async t => {
    const store = await open(t)
    for (const flag of ['isStaff', 'isSuperuser'] as const) {
      const email = `${flag.toLowerCase()}@example.com`
      const { id } = await addUser(store, email, { emailVerified: true, [flag]: true })
      assert.equal((await store.socialAccounts.findOrCreate(entering(flag, email))).outcome, 'taken')
      await store.socialAccounts.link({ provider: 'acme', subject: flag, email, userId: id, now, origin })
      assert.equal((await enter(store, entering(flag, email))).outcome, 'known')
    }
  })

  test(`${name}: the first sign-in by a proven address ends what an impostor prepared, the password too (account pre-hijacking)`, async t => {
    const store = await open(t)
    const { socialAccounts, users, sessions } = store
    const { id: userId, email } = await addUser(store, 'alice@example.com')
    await sessions.start(beginning({ id: userId }, 'old'))
    await socialAccounts.link({ provider: 'acme', subject: 'impostor', email, userId, now, origin })
    await users.verifyEmail({ userId, email, spends: stamp('click'), now })
    const { outcome, user } = await enter(store, entering('7', email))
    assert.deepEqual([outcome, user.id], ['linked', userId])
    assert.match(user.password.reveal(), /^!/)
    assert.notEqual((await sessions.find('old'))?.endedAt, null)
    const accounts = await socialAccounts.listOf(userId)
    assert.deepEqual(
      accounts.map(({ subject }) => subject),
      ['7'],
    )
    assert.equal((await enter(store, entering('impostor', 'impostor@example.com'))).outcome, 'created')
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

  test(`${name}: an operator removes the last way to log in, and the owner is told in the same transaction`, async t => {
    const store = await open(t)
    const { socialAccounts, outbox } = store
    const { user } = await enter(store, entering('7', 'alice@example.com'))
    const mail = { kind: 'provider_unlinked', now } as const
    const about = { usable: ['acme'], now, origin, takesLast: true, mail }
    assert.equal(await socialAccounts.unlink(user.id, 'nobody', about), 'unknown')
    assert.equal(await outbox.count(), 0)
    assert.equal(await socialAccounts.unlink(user.id, 'acme', about), 'unlinked')
    assert.deepEqual(await socialAccounts.listOf(user.id), [])
    const { mails } = await outbox.list({ limit: 10 })
    assert.deepEqual(
      mails.map(({ kind, to, userId }) => [kind, to, userId]),
      [['provider_unlinked', 'alice@example.com', user.id]],
    )
  })
}

function testEnds(name: string, open: OpenStore): void {
  test(`${name}: an account of a provider that was unlinked does not come back by its address`, async t => {
    const store = await open(t)
    const { socialAccounts } = store
    const { id: userId, email } = await addUser(store, 'alice@example.com', { emailVerified: true })
    const link = { provider: 'acme', subject: '7', email, userId, now, origin }
    assert.equal((await enter(store, entering('7', email))).outcome, 'linked')
    assert.equal(await socialAccounts.unlink(userId, 'acme', { usable: [], now, origin }), 'unlinked')
    assert.equal((await socialAccounts.findOrCreate(entering('7', email))).outcome, 'taken')
    assert.equal(await socialAccounts.link(link), 'linked')
    assert.equal((await enter(store, entering('7', email))).outcome, 'known')
    await socialAccounts.unlink(userId, 'acme', { usable: [], now, origin })
    await store.deleteUser(userId)
    assert.equal((await enter(store, entering('7', email))).outcome, 'created')
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
