/** What changes at Django changes here, with all that follows from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdoptedUser } from '../../features/adoption/adopted-user.ts'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import { adopted, allUsers, apply, goTo } from './adopted.ts'
import { listAudit, searchFor } from './adopted-looks.ts'
import { beginning, now, type OpenedStore, type OpenStore, revocationsOf, stamp } from './opened-store.ts'

const costlier = new Secret('pbkdf2_sha256$600000$other$aGFzaA==')
const renewed = new Secret('pbkdf2_sha256$260000$other$aGFzaA==')
const later = parseInstant('2026-01-20T08:00:00.000001Z')
const untouched = { created: 0, changed: 1, deleted: 0, ended: 0, refused: [] }

/** A store in which an account with a session of its own is followed. */
async function openWithSession(open: OpenStore, t: Parameters<OpenStore>[0], about: Partial<AdoptedUser> = {}) {
  const store = await open(t)
  await goTo(store, 'copying')
  await apply(store, [adopted(1, about)])
  await goTo(store, 'following')
  await store.sessions.start(beginning({ id: 1 }, 'one'))
  return store
}

async function isAlive({ sessions }: OpenedStore): Promise<boolean> {
  return (await sessions.find('one'))?.endedAt === null
}

export function testAdoptedChanges(name: string, open: OpenStore): void {
  testChanges(name, open)
  testPasswords(name, open)
  testEnds(name, open)
}

function testChanges(name: string, open: OpenStore): void {
  test(`${name}: names, address, flags and grants follow, and tokens of before are looked at again`, async t => {
    const store = await openWithSession(open, t, { groups: ['a'], permissions: ['x.y'] })
    const next = adopted(1, {
      email: 'moved@example.com',
      emailVerified: true,
      firstName: 'Zoë',
      isStaff: true,
      groups: ['b'],
      permissions: ['x.z'],
    })
    assert.deepEqual(await apply(store, [next]), untouched)
    assert.deepEqual(await allUsers(store), [next])
    assert.equal(await isAlive(store), true)
    assert.deepEqual(
      (await revocationsOf(store)).map(({ kind, subject }) => [kind, subject]),
      [['user-stale', '1']],
    )
    assert.equal((await store.users.findByLogin('moved@example.com'))?.id, 1)
    assert.equal(await store.users.findByLogin('user1@example.com'), undefined)
    assert.deepEqual(await searchFor(store, 'zoë'), [1])
    assert.deepEqual(await store.groups.grantsOf(1), { groups: ['b'], permissions: ['x.z'], roles: [] })
    const [row] = (await listAudit(store)).filter(({ event }) => event === 'user.changed')
    assert.deepEqual([row?.actor, row?.reason, row?.changes?.firstName], ['django', 'adopted', ['Ann', 'Zoë']])
    assert.deepEqual(await store.adoption.jobs(10), [])
  })

  test(`${name}: a login at Django is written, and makes no one look again`, async t => {
    const store = await openWithSession(open, t)
    assert.deepEqual(await apply(store, [adopted(1, { lastLogin: later })]), untouched)
    assert.equal((await store.users.findById(1))?.lastLogin, later)
    assert.deepEqual(await revocationsOf(store), [])
  })

  test(`${name}: an account of a provider may change hands, and one that is gone is not found by its address`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    const google = { provider: 'google', subject: '7', email: 'user1@example.com' }
    const other = { provider: 'google', subject: '8', email: '' }
    await apply(store, [adopted(1, { socialAccounts: [google] }), adopted(2, { socialAccounts: [other] })])
    const next = [adopted(1, { socialAccounts: [other] }), adopted(2, { socialAccounts: [google] }), adopted(3)]
    assert.equal((await apply(store, next)).changed, 2)
    assert.deepEqual(await allUsers(store), next)
    await apply(store, [adopted(1), adopted(2), adopted(3, { socialAccounts: [google] })])
    assert.deepEqual(
      (await store.socialAccounts.listOf(3)).map(({ subject, linkedAt }) => [subject, linkedAt]),
      [['7', now]],
    )
    assert.deepEqual(await store.socialAccounts.listOf(2), [])
  })

  test(`${name}: an address that is verified at Django is its owner's, so a provider that vouches for it is linked`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    await apply(store, [adopted(1, { emailVerified: true }), adopted(2)])
    await apply(store, [adopted(2, { emailVerified: true }), adopted(3)])
    await goTo(store, 'switched')
    for (const id of [1, 2, 3]) {
      const email = `user${id}@example.com`
      const account = { email, emailVerified: true, dateJoined: later, password: new Secret('!x') }
      const entry = { provider: 'acme', subject: `${id}`, email, account, usernames: [''], now }
      const entered = await store.socialAccounts.findOrCreate(entry)
      assert.equal(entered.outcome, id === 3 ? 'taken' : 'linked')
      const found = await store.users.findById(id)
      assert.equal(found?.password.reveal(), adopted(id).password.reveal())
    }
  })
}

function testPasswords(name: string, open: OpenStore): void {
  test(`${name}: tokens that Django gave out since both sides were the same may be those of the new password`, async t => {
    const store = await openWithSession(open, t)
    const sameAt = now - 1300
    const next = adopted(1, { password: renewed })
    await store.adoption.apply({ put: [next], gone: [], now, sameAt })
    assert.equal(await isAlive(store), false)
    const second = Math.floor(sameAt / 1000)
    const { tokensNotBefore } = await store.sessions.factsOf({
      presented: stamp('foreign', second),
      sid: undefined,
      user: { id: 1 },
    })
    assert.equal(tokensNotBefore, second * 1000 - 1)
    const [cutOff] = (await revocationsOf(store)).filter(({ kind }) => kind === 'user-before')
    assert.equal(cutOff?.at, tokensNotBefore)
  })

  test(`${name}: a new password ends sessions and refuses older tokens, as anywhere`, async t => {
    const store = await openWithSession(open, t)
    const next = adopted(1, { password: renewed, lastLogin: later })
    assert.deepEqual(await apply(store, [next]), { ...untouched, ended: 1 })
    assert.equal(await isAlive(store), false)
    assert.equal((await store.users.findById(1))?.password.reveal(), renewed.reveal())
    const foreign = stamp('foreign', now - 1000)
    assert.equal(await store.sessions.start(beginning({ id: 1 }, 'two', { adopts: foreign })), 'spent')
    assert.deepEqual(await store.adoption.jobs(10), [])
  })

  test(`${name}: a hash that a login at Django made anew with another cost ends nothing`, async t => {
    const store = await openWithSession(open, t)
    assert.deepEqual(await apply(store, [adopted(1, { password: costlier, lastLogin: later })]), untouched)
    assert.equal(await isAlive(store), true)
    assert.deepEqual(await revocationsOf(store), [])
    assert.equal((await store.users.findById(1))?.password.reveal(), costlier.reveal())
  })

  test(`${name}: without a login, a hash with another cost is a new password`, async t => {
    const store = await openWithSession(open, t, { lastLogin: later })
    assert.equal((await apply(store, [adopted(1, { password: costlier, lastLogin: later })])).ended, 1)
    assert.equal(await isAlive(store), false)
  })
}

function testEnds(name: string, open: OpenStore): void {
  test(`${name}: an account that Django deactivates or deletes has no session any more`, async t => {
    const store = await openWithSession(open, t)
    await apply(store, [adopted(2)])
    await store.sessions.start(beginning({ id: 2 }, 'two'))
    assert.equal((await apply(store, [adopted(1, { isActive: false })])).ended, 1)
    assert.deepEqual(await apply(store, [], [2, 3]), { ...untouched, changed: 0, deleted: 1, ended: 1 })
    assert.deepEqual(
      (await allUsers(store)).map(({ id, isActive }) => [id, isActive]),
      [[1, false]],
    )
    assert.deepEqual([await isAlive(store), (await store.sessions.find('two'))?.endReason], [false, 'deleted'])
    assert.deepEqual(await searchFor(store, 'user2'), [])
    assert.deepEqual(await store.adoption.jobs(10), [])
  })

  test(`${name}: the id of a deleted account is given to no one else (a takeover by its old tokens)`, async t => {
    const store = await openWithSession(open, t)
    await apply(store, [adopted(233), adopted(234)])
    await apply(store, [], [234])
    await goTo(store, 'switched')
    const created = await store.users.create({ email: 'new@example.com', dateJoined: later, password: renewed })
    assert.equal(created.outcome === 'saved' && created.user.id, 235)
    await store.adoption.raiseIdsAbove(400)
    await store.adoption.raiseIdsAbove(300)
    const next = await store.users.create({ email: 'next@example.com', dateJoined: later, password: renewed })
    assert.equal(next.outcome === 'saved' && next.user.id, 401)
  })

  test(`${name}: ids go on above Django's last one also where no account has come yet`, async t => {
    const store = await open(t)
    await store.adoption.raiseIdsAbove(234)
    const created = await store.users.create({ email: 'new@example.com', dateJoined: later, password: renewed })
    assert.equal(created.outcome === 'saved' && created.user.id, 235)
  })

  test(`${name}: an id from 2^53 on is refused, as it would make all later ones inexact`, async t => {
    const store = await openWithSession(open, t)
    for (const id of [2 ** 53 - 1, 2 ** 53, 2 ** 63]) {
      await assert.rejects(apply(store, [adopted(5), adopted(id)]), RangeError)
      await assert.rejects(store.adoption.raiseIdsAbove(id), RangeError)
    }
    assert.equal(await store.adoption.countUsers(), 1)
  })

  test(`${name}: an account that comes back with the id of a deleted one does not take its tokens`, async t => {
    const store = await openWithSession(open, t)
    await apply(store, [], [1])
    await apply(store, [adopted(1, { email: 'other@example.com' })])
    const foreign = stamp('foreign', now - 1000)
    assert.equal(await store.sessions.start(beginning({ id: 1 }, 'two', { adopts: foreign })), 'spent')
  })
}
