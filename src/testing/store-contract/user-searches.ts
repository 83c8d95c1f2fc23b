/** Searches of accounts: the same accounts are found on every database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { list, names, namesOf, openWith } from './listing.ts'
import { addUser, now, type OpenStore, oldHash } from './opened-store.ts'

export function testUserSearches(name: string, open: OpenStore): void {
  testParts(name, open)
  testLetters(name, open)
  testSpecialCharacters(name, open)
  testIndexFollows(name, open)
}

function testParts(name: string, open: OpenStore): void {
  test(`${name}: a search finds a part of an address, a user name, a first or a last name, without case`, async t => {
    const store = await openWith(open, t, {
      alice: { username: 'wonderland', firstName: 'Alice', lastName: 'Liddell' },
      bob: { username: 'builder', firstName: 'Robert', lastName: 'Liddle' },
      carol: {},
    })
    const found = {
      'ALICE@EX': 'alice',
      onderla: 'alice',
      OBER: 'bob',
      lidd: 'alice bob',
      dell: 'alice',
      'example.com': 'alice bob carol',
      'ddle rober': 'bob',
      'lidd carol': '',
      nowhere: '',
      '': 'alice bob carol',
      '  ': 'alice bob carol',
    }
    for (const [search, expected] of Object.entries(found))
      assert.equal(await names(store, { search }), expected, search)
  })

  test(`${name}: one or two characters are looked for where a word begins`, async t => {
    const store = await openWith(open, t, {
      alice: { firstName: 'Mary Ann', lastName: 'Évrard' },
      bob: { username: 'lice' },
      al: {},
    })
    const found = {
      a: 'alice al',
      al: 'alice al',
      l: 'bob',
      li: 'bob',
      an: 'alice',
      é: 'alice',
      ÉV: 'alice',
      e: '',
      om: '',
    }
    for (const [search, expected] of Object.entries(found))
      assert.equal(await names(store, { search }), expected, search)
  })
}

function testLetters(name: string, open: OpenStore): void {
  test(`${name}: letters beyond ASCII are found in either case, composed or not; an accent counts`, async t => {
    const store = await openWith(open, t, {
      one: { lastName: 'Ångström' },
      two: { lastName: 'Großmann' },
      three: { lastName: 'Ὀδυσσεύς' },
      four: { lastName: 'İSTANBUL' },
      five: { lastName: 'Жуковский' },
      six: { firstName: '😀🎉🦜', lastName: '𝒳𝒴𝒵' },
    })
    const found = {
      ångstr: 'one',
      'A\u030aNGSTRO\u0308M': 'one',
      angstrom: '',
      GROSSM: 'two',
      großm: 'two',
      ὈΔΥΣΣΕΎΣ: 'three',
      istanb: 'four',
      ЖУКОВ: 'five',
      '🎉🦜': '',
      '😀🎉': 'six',
      '😀🎉🦜': 'six',
      '🎉': '',
      𝒳𝒴𝒵: 'six',
    }
    for (const [search, expected] of Object.entries(found))
      assert.equal(await names(store, { search }), expected, search)
  })
}

function testSpecialCharacters(name: string, open: OpenStore): void {
  test(`${name}: no character of a search has a special meaning, whatever its length`, async t => {
    const store = await openWith(open, t, {
      plain: {},
      'per%cent_under*star': { firstName: `O'"Quote"`, lastName: '\\back^-+:(AND)' },
    })
    const odd = 'per%cent_under*star'
    const found = {
      '%': '',
      _: '',
      '%cent': odd,
      '*sta': odd,
      t_un: odd,
      'p%n': '',
      'pl*n': '',
      "o'": odd,
      '"quote"': odd,
      '"': '',
      '\\back^': odd,
      '-+:(and)': odd,
      'plain OR per': '',
      'plain*': '',
      '"plain"': '',
      '\0': '',
      'pla\0in': '',
      '\u001f': '',
      'pla\u001fin': '',
      '\ud800': '',
      ['x'.repeat(10_000)]: '',
      [`${'plain '.repeat(100)}`]: 'plain',
      "';DROP TABLE users;--": '',
    }
    for (const [search, expected] of Object.entries(found)) {
      assert.equal(await names(store, { search }), expected, JSON.stringify(search.slice(0, 40)))
    }
  })
}

function testIndexFollows(name: string, open: OpenStore): void {
  test(`${name}: a search follows new accounts, changed names and deletions at once`, async t => {
    const store = await openWith(open, t, { alice: {}, bob: {} })
    assert.equal(await names(store, { search: 'ali' }), 'alice')
    const [alice, bob] = (await list(store)).users
    await store.users.update(alice?.id ?? 0, { firstName: 'Zenobia' }, now)
    await store.users.update(bob?.id ?? 0, { email: 'robert@example.com' }, now)
    assert.equal(await names(store, { search: 'zeno' }), 'alice')
    assert.equal(await names(store, { search: 'bob' }), '')
    assert.equal(await names(store, { search: 'robert' }), 'robert')
    await store.directory.delete(alice?.id ?? 0, now)
    assert.equal(await names(store, { search: 'zeno' }), '')
    await addUser(store, 'zenon@example.com')
    assert.equal(await names(store, { search: 'zeno' }), 'zenon')
  })

  test(`${name}: a row that another program deletes is not found, and is no obstacle`, async t => {
    const store = await openWith(open, t, { alice: {}, bob: {} })
    assert.equal(await names(store, { search: 'example' }), 'alice bob')
    await store.deleteUser((await list(store)).users[0]?.id ?? 0)
    assert.equal(await names(store, { search: 'alice' }), '')
    assert.equal(await names(store, { search: 'example' }), 'bob')
  })

  test(`${name}: hundreds of accounts that come at once are all found`, async t => {
    const store = await open(t)
    const users = Array.from({ length: 450 }, (_, index) => ({
      ...imported,
      email: `user${index}@example.com`,
    }))
    await store.directory.import(users, now)
    for (let more = 0; more < 250; more += 1) await addUser(store, `late${more}@example.com`)
    assert.equal((await list(store, { search: 'example', limit: 1000 })).users.length, 700)
    assert.equal(await names(store, { search: 'user449' }), 'user449')
    assert.equal(await names(store, { search: 'late249@' }), 'late249')
  })

  test(`${name}: with UUIDs for ids, lists and searches are the same`, async t => {
    const store = await open(t, { userIds: 'uuid' })
    const ids = ['b0000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000000']
    for (const [index, id] of ids.entries()) await addUser(store, `user${index}@example.com`, { id })
    assert.equal(await names(store), 'user1 user0')
    assert.equal(await names(store, { search: 'user' }), 'user1 user0')
    const first = await list(store, { limit: 1, order: { by: 'dateJoined' } })
    assert.equal(namesOf(first), 'user1')
    const cursor = first.next ?? ''
    assert.equal(await names(store, { limit: 1, cursor, order: { by: 'dateJoined' } }), 'user0')
  })
}

const imported = {
  password: oldHash,
  username: '',
  firstName: '',
  lastName: '',
  isActive: true,
  isStaff: false,
  isSuperuser: false,
  emailVerified: false,
  dateJoined: parseInstant('2026-01-01T00:00:00Z'),
  lastLogin: null,
  groups: [],
  permissions: [],
  fields: {},
}
