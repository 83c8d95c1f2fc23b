/** Accounts that come from a file and go into one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import type { ImportedUser } from '../../users/transfer.ts'
import { addUser, minute, now, type OpenStore, oldHash, origin, stamp } from './opened-store.ts'

const at = parseInstant('2020-02-29T12:00:00.123456Z')

function accountOf(email: string, about: Partial<ImportedUser> = {}): ImportedUser {
  return { email, dateJoined: at, lastLogin: null, password: oldHash, groups: [], permissions: [], ...about }
}

export function testTransfer(name: string, open: OpenStore): void {
  testImport(name, open)
  testImportTraces(name, open)
  testExport(name, open)
}

function testImport(name: string, open: OpenStore): void {
  test(`${name}: an imported account keeps id, dates, flags, hash and memberships`, async t => {
    const store = await open(t)
    const about = { id: 40, isStaff: true, isActive: false, emailVerified: true, lastLogin: at, firstName: 'Alice' }
    const memberships = { groups: ['editors', 'authors'], permissions: ['blog.add_post'] }
    const [outcome] = await store.directory.import([accountOf('alice@example.com', { ...about, ...memberships })], now)
    assert.equal(outcome?.outcome, 'created')
    const user = (await store.users.findByLogin('ALICE@example.com')) ?? assert.fail()
    assert.deepEqual(
      { ...user, password: user.password.reveal() },
      {
        id: 40,
        username: '',
        email: 'alice@example.com',
        emailVerified: true,
        firstName: 'Alice',
        lastName: '',
        isActive: false,
        isStaff: true,
        isSuperuser: false,
        dateJoined: at,
        lastLogin: at,
        password: oldHash.reveal(),
        fields: {},
      },
    )
    assert.deepEqual(await store.groups.grantsOf(40), {
      groups: ['authors', 'editors'],
      permissions: ['blog.add_post'],
      roles: [],
    })
  })

  test(`${name}: after an import the next account gets an id above the largest`, async t => {
    const store = await open(t)
    await store.directory.import([accountOf('a@example.com', { id: 90 }), accountOf('b@example.com', { id: 7 })], now)
    assert.equal((await addUser(store, 'c@example.com')).id, 91)
  })

  test(`${name}: an import changes no account that is there, and says which it found`, async t => {
    const store = await open(t)
    const [alice, bob] = [await addUser(store, 'alice@example.com'), await addUser(store, 'bob@example.com')]
    const accounts = [
      accountOf('ALICE@example.com', { isSuperuser: true }),
      accountOf('alice@example.com', { id: alice.id, isSuperuser: true }),
      accountOf('alice@example.com', { id: 77 }),
      accountOf('carol@example.com', { id: bob.id }),
    ]
    const expected = [
      ['exists', undefined, alice.id],
      ['exists', undefined, alice.id],
      ['taken', 'login', alice.id],
      ['taken', 'id', bob.id],
    ]
    const short = (found: Awaited<ReturnType<typeof store.directory.findHolders>>) =>
      found.map(each => [each?.outcome, each?.outcome === 'taken' ? each.by : undefined, each?.user.id])
    assert.deepEqual(short(await store.directory.findHolders(accounts)), expected)
    assert.deepEqual(short(await store.directory.import(accounts, now)), expected)
    assert.deepEqual(await store.directory.findHolders([accountOf('dora@example.com')]), [undefined])
    assert.equal((await store.users.findById(alice.id))?.isSuperuser, false)
    assert.equal((await store.directory.list({ limit: 9 })).users.length, 2)
  })
}

function testImportTraces(name: string, open: OpenStore): void {
  test(`${name}: an import writes rows that name the actor and what the account may do`, async t => {
    const store = await open(t)
    const by = { ...origin, traceId: 'import', actor: 'cli:root' }
    const account = accountOf('alice@example.com', { isSuperuser: true, groups: ['editors'] })
    await store.directory.import([account], now, by)
    const rows = await store.audit.findByTrace('import')
    assert.deepEqual(
      rows.map(({ event, reason, actor, changes, at: when }) => [event, reason, actor, changes, when]),
      [
        ['group.created', 'editors', 'cli:root', undefined, now],
        ['user.created', 'imported', 'cli:root', { isSuperuser: [null, true], groups: [null, ['editors']] }, now],
      ],
    )
  })

  test(`${name}: an account that gets the id of a deleted one does not take over its tokens`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    await store.directory.delete(alice.id, now)
    const ids = [alice.id, Number(alice.id) + 1]
    await store.directory.import(
      ids.map(id => accountOf(`${id}@example.com`, { id })),
      now,
    )
    const earlier = stamp('foreign', now - minute)
    const statuses = ids.map(id => store.sessions.tokenStatus(undefined, id, earlier))
    assert.deepEqual(await Promise.all(statuses), ['gone', 'live'])
  })
}

function testExport(name: string, open: OpenStore): void {
  test(`${name}: an export gives every account once, in pages, with its memberships`, async t => {
    const store = await open(t)
    const memberships = { groups: ['editors'], permissions: ['blog.add_post'] }
    const accounts = [9, 3, 5].map(id => accountOf(`${id}@example.com`, { id, ...(id === 5 ? memberships : {}) }))
    await store.directory.import(accounts, now)
    await store.groups.grant('editors', 'blog.change_post', now)
    const first = await store.directory.export(undefined, 2)
    const second = await store.directory.export(first.at(-1)?.user.id, 2)
    assert.deepEqual(
      [...first, ...second].map(({ user, groups, permissions }) => [user.id, groups, permissions]),
      [
        [3, [], []],
        [5, ['editors'], ['blog.add_post']],
        [9, [], []],
      ],
    )
    assert.deepEqual(await store.directory.export(9, 2), [])
  })
}
