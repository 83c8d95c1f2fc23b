/** Lists of accounts by random filters, orders and pages, beside the same list made naively of all accounts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import type { ImportedUser } from '../../users/transfer.ts'
import type { UserFilters, UserOrder, UserOrderKey, UserQuery } from '../../users/user-list.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { type Lister, list } from './listing.ts'
import { now, type OpenStore, oldHash } from './opened-store.ts'

/** More than a slice has, so that walks go on and indexes are asked. */
const count = 2400
const lists = 40

export function testRandomLists(name: string, open: OpenStore): void {
  test(`${name}: ${lists} lists by random filters, orders and pages are those that are made of all accounts`, async t => {
    const store = await open(t)
    await store.groups.create('rare', now)
    await store.groups.create('frequent', now)
    const people = Array.from({ length: count }, (_, index) => personOf(index))
    for (let from = 0; from < count; from += 600) await store.directory.import(people.slice(from, from + 600), now)
    const pick = createPick()
    for (let round = 0; round < lists; round += 1) {
      const query = randomQuery(pick)
      const wanted = people.filter(person => isMatch(person, query)).toSorted(orderOf(query.order))
      const { emails, counted } = await walkPages(store, query)
      const about = JSON.stringify(query)
      assert.deepEqual(
        emails,
        wanted.map(({ email }) => email),
        about,
      )
      assert.deepEqual(counted, { value: wanted.length, isExact: true }, about)
    }
  })
}

type Pick = <T>(choices: readonly T[]) => T

function createPick(): Pick {
  const random = createSeededRandom('lists of accounts')
  return choices => {
    const [byte = 0] = random.bytes(1)
    return choices[byte % choices.length] as (typeof choices)[number]
  }
}

const firstNames = ['Otto', 'Alma', 'Bela', 'Cleo', 'Dora']
const lastNames = ['Ångström', 'Brandt', 'Castro']
const joined = ['2025-01-01T00:00:00Z', '2025-02-01T00:00:00.500000Z', '2025-03-01T00:00:00Z'].map(parseInstant)

/** Names, moments and flags meet in every way, and many accounts have the same. */
function personOf(index: number): ImportedUser {
  const firstName = firstNames[index % 5] ?? ''
  return {
    email: `${firstName.toLowerCase()}.${index * 7919}@mail${index % 7}.example.com`,
    username: '',
    firstName,
    lastName: lastNames[Math.floor(index / 5) % 3] ?? '',
    password: oldHash,
    isActive: index % 50 !== 3,
    isStaff: index % 300 === 7,
    isSuperuser: index % 1000 === 9,
    emailVerified: index % 40 === 11,
    dateJoined: joined[Math.floor(index / 11) % 3] ?? parseInstant('2025-01-01T00:00:00Z'),
    lastLogin: index % 5 < 2 ? null : parseInstant(`2025-06-01T10:00:${String(index % 60).padStart(2, '0')}Z`),
    groups: [...(index % 97 === 1 ? ['rare'] : []), ...(index % 3 === 1 ? ['frequent'] : [])],
    permissions: [],
    fields: {},
  }
}

function randomQuery(pick: Pick): UserQuery {
  const maybe = <T>(choices: readonly T[]) => (pick([true, false, false]) ? pick(choices) : undefined)
  return {
    limit: pick([3, 20, 70, 1000]),
    countUpTo: 10_000,
    order: { by: pick<UserOrderKey>(['id', 'dateJoined', 'lastLogin', 'login']), descending: pick([true, false]) },
    search: maybe(['al', 'o', 'otto', 'otto ång', 'mail3', 'cleo castro', '.7919@', 'nowhere', 'example']),
    isActive: maybe([true, false]),
    isStaff: maybe([true, false, false]),
    emailVerified: maybe([true, false]),
    group: maybe(['rare', 'frequent', 'none']),
    joinedAfter: maybe(joined),
    lastLoginBefore: maybe([parseInstant('2025-06-01T10:00:30Z')]),
    neverLoggedIn: maybe([true, false]),
  }
}

function isMatch(person: ImportedUser, filters: UserFilters): boolean {
  const { search = '', group, joinedAfter, lastLoginBefore, neverLoggedIn } = filters
  const flags = ['isActive', 'isStaff', 'emailVerified'] as const
  return (
    search.split(' ').every(word => isFound(person, word)) &&
    flags.every(flag => filters[flag] === undefined || filters[flag] === person[flag]) &&
    (group === undefined || person.groups.includes(group)) &&
    (joinedAfter === undefined || person.dateJoined >= joinedAfter) &&
    (lastLoginBefore === undefined || (person.lastLogin !== null && person.lastLogin < lastLoginBefore)) &&
    (neverLoggedIn === undefined || neverLoggedIn === (person.lastLogin === null))
  )
}

function isFound({ email, firstName, lastName }: ImportedUser, word: string): boolean {
  const parts = [email, firstName ?? '', lastName ?? ''].map(part => part.toLowerCase())
  return parts.some(part => (word.length < 3 ? part.startsWith(word) : part.includes(word)))
}

/** Sorting keeps the order of equal ones, which is that of the ids. */
function orderOf({ by, descending = false }: UserOrder = { by: 'id' }) {
  const sign = descending ? -1 : 1
  const keyOf = (person: ImportedUser) => {
    if (by === 'login') return person.email
    if (by === 'id') return ''
    return (by === 'dateJoined' ? person.dateJoined : (person.lastLogin ?? '')).replace('Z', '')
  }
  const numberOf = ({ email }: ImportedUser) => Number(email.split('.')[1]?.split('@')[0])
  return (one: ImportedUser, other: ImportedUser) => {
    const [a, b] = [keyOf(one), keyOf(other)]
    return sign * (a === b ? numberOf(one) - numberOf(other) : a < b ? -1 : 1)
  }
}

async function walkPages(store: Lister, { countUpTo, ...query }: UserQuery) {
  const first = await list(store, { ...query, countUpTo })
  const emails = first.users.map(({ email }) => email)
  // Where nothing is counted, a page may be found another way.
  const uncounted = await list(store, query)
  assert.deepEqual([uncounted.users, uncounted.next], [first.users, first.next])
  for (let cursor = first.next; cursor !== undefined; ) {
    const page = await list(store, { ...query, cursor })
    emails.push(...page.users.map(({ email }) => email))
    cursor = page.next
  }
  return { emails, counted: first.count }
}
