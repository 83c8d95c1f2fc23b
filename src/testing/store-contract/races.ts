/**
 * Actions that meet: what one of them ends survives in no other, on one node and on several. Each race runs a few times,
 * as the order in which its parts meet differs.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import type { User } from '../../users/user.ts'
import { askForMove } from './mailbox-tokens.ts'
import { openNodes, times } from './nodes.ts'
import {
  addUser,
  beginning,
  leaving,
  newHash,
  now,
  type OpenedStore,
  type OpenStore,
  oldHash,
  origin,
  refreshing,
  stamp,
} from './opened-store.ts'

export function testRaces(name: string, open: OpenStore): void {
  testEnds(name, open)
  testRotations(name, open)
  testSocialRaces(name, open)
  testGroupRaces(name, open)
  testAddressRaces(name, open)
  testImportRaces(name, open)
  testOutboxRace(name, open)
}

const rounds = 4

async function liveOf(store: OpenedStore, userId: UserId): Promise<readonly string[]> {
  return (await store.sessions.listLive(userId, now)).map(({ id }) => id)
}

interface End {
  readonly what: string
  readonly run: (node: Store, user: User) => Promise<unknown>
  /** What a login that was checked before knows of the account. */
  readonly login: { readonly provenBy?: typeof oldHash; readonly wasActive?: boolean }
}

const ends: readonly End[] = [
  {
    what: 'a password change',
    run: (node, { id }) => node.users.changePassword({ userId: id, from: oldHash, to: newHash, now }),
    login: { provenBy: oldHash },
  },
  {
    what: "an operator's new password",
    run: (node, { id }) => node.directory.setPassword({ userId: id, to: newHash, now }),
    login: { provenBy: oldHash },
  },
  {
    what: 'a deactivation',
    run: (node, { id }) => node.directory.setFlags(id, { isActive: false }, now),
    login: { wasActive: true },
  },
  { what: 'a deletion', run: (node, { id }) => node.directory.delete(id, now), login: {} },
]

/** Twenty logins and twenty refreshes beside one action. */
function race(nodeOf: (index: number) => Store, user: User, round: string, { run, login }: End) {
  const starting = times(20, i => nodeOf(i).sessions.start(beginning(user, `${round}-new-${i}`, login)))
  const refreshes = times(20, i => {
    const sid = `${round}-old-${i % 5}`
    return nodeOf(i).sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-next-${i}`, { userId: user.id }))
  })
  return Promise.all([starting, refreshes, run(nodeOf(3), user)])
}

async function withSessions(store: OpenedStore, round: string): Promise<User> {
  const user = await addUser(store, `${round}@example.com`)
  for (const index of [0, 1, 2, 3, 4]) await store.sessions.start(beginning(user, `${round}-old-${index}`))
  return user
}

function testEnds(name: string, open: OpenStore): void {
  for (const end of ends) {
    test(`${name}: of twenty logins and twenty refreshes beside ${end.what}, no session survives`, async t => {
      const { store, nodeOf } = await openNodes(open, t)
      for (let round = 0; round < rounds; round += 1) {
        const user = await withSessions(store, `r${round}`)
        await race(nodeOf, user, `r${round}`, end)
        assert.deepEqual(await liveOf(store, user.id), [])
      }
    })
  }

  test(`${name}: the end of all sessions leaves those alone that start after it, and none that began before`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    for (let round = 0; round < rounds; round += 1) {
      const user = await withSessions(store, `r${round}`)
      const run = (node: Store) => node.sessions.endAll(user.id, 'logout', now)
      const [started] = await race(nodeOf, user, `r${round}`, { what: '', run, login: {} })
      assert.deepEqual(new Set(started), new Set(['started']))
      assert.deepEqual(
        (await liveOf(store, user.id)).filter(sid => sid.includes('old')),
        [],
      )
    }
  })

  test(`${name}: of twenty logins at once, no more sessions stay than a user may have`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    for (let round = 0; round < rounds; round += 1) {
      const user = await withSessions(store, `r${round}`)
      await times(20, i =>
        nodeOf(i).sessions.start(beginning(user, `r${round}-new-${i}`, { maximumSessions: 3, now: now + i })),
      )
      assert.equal((await liveOf(store, user.id)).length, 3)
    }
  })
}

function testRotations(name: string, open: OpenStore): void {
  test(`${name}: a logout among twenty refreshes of its session ends it`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const user = await addUser(store, 'alice@example.com')
    for (let round = 0; round < rounds; round += 1) {
      const sid = `s${round}`
      await store.sessions.start(beginning(user, sid))
      const refresh = (i: number) => nodeOf(i).sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-next-${i}`))
      await Promise.all([times(20, refresh), nodeOf(1).sessions.logout(leaving(sid, `${sid}-1`))])
      assert.deepEqual(await liveOf(store, user.id), [])
    }
  })

  test(`${name}: fifty refreshes on several nodes, of as many browsers, have one successor`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const user = await addUser(store, 'alice@example.com')
    for (let round = 0; round < rounds; round += 1) {
      const sid = `s${round}`
      await store.sessions.start(beginning(user, sid))
      const outcomes = await times(50, i => {
        const seen = { origin: { ...origin, userAgent: `browser ${round} ${i}` } }
        return nodeOf(i).sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-next-${i}`, seen))
      })
      const session = await store.sessions.find(sid)
      assert.equal(outcomes.filter(({ kind }) => kind === 'rotated').length, 1)
      const others = outcomes.filter(({ kind }) => kind !== 'rotated')
      assert.deepEqual(others, Array(49).fill({ kind: 'forgiven', current: session?.current }))
      assert.deepEqual([session?.generation, session?.endedAt], [1, null])
    }
  })

  test(`${name}: where the jti is the authority, fifty refreshes on several nodes have one winner`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const user = await addUser(store, 'alice@example.com')
    for (let round = 0; round < rounds; round += 1) {
      const sid = `s${round}`
      await store.sessions.start(beginning(user, sid))
      const outcomes = await times(50, i =>
        nodeOf(i).sessions.rotate(
          refreshing(sid, `${sid}-1`, `${sid}-next-${i}`, { authority: 'jti', replayEndsSession: false }),
        ),
      )
      assert.equal(outcomes.filter(({ kind }) => kind === 'rotated').length, 1)
      assert.equal(outcomes.filter(({ kind }) => kind === 'reused').length, 49)
      assert.equal((await store.sessions.find(sid))?.endedAt, null)
    }
  })
}

function testSocialRaces(name: string, open: OpenStore): void {
  test(`${name}: of ten users who link one account of a provider at once, one gets it and the others hear so`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const users = await times(10, i => addUser(store, `user${i}@example.com`))
    for (let round = 0; round < rounds; round += 1) {
      const link = { provider: `acme${round}`, subject: '7', email: 'x@example.com', now }
      const outcomes = await Promise.all(
        users.map(({ id: userId }, i) => nodeOf(i).socialAccounts.link({ ...link, userId })),
      )
      assert.deepEqual(outcomes.toSorted(), ['linked', ...Array(9).fill('taken')])
    }
  })

  test(`${name}: a user without a password who unlinks two providers at once keeps one of them`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const usable = ['acme', 'other']
    for (let round = 0; round < 40; round += 1) {
      const { id: userId } = await addUser(store, `r${round}@example.com`, { password: unusable })
      for (const provider of usable) {
        await store.socialAccounts.link({ provider, subject: `${round}`, email: '', userId, now })
      }
      const outcomes = await Promise.all(
        usable.map((provider, i) => nodeOf(i).socialAccounts.unlink(userId, provider, { usable, now })),
      )
      assert.deepEqual(outcomes.toSorted(), ['last', 'unlinked'])
    }
  })
}

const unusable = new Secret('!nobody')

function testGroupRaces(name: string, open: OpenStore): void {
  test(`${name}: who joins a group while it is deleted hears of it: joined and told, or no such group`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const users = await times(8, i => addUser(store, `user${i}@example.com`))
    for (let round = 0; round < 20; round += 1) {
      const group = `editors${round}`
      await store.groups.create(group, now)
      const joining = users.map(({ id }, i) => nodeOf(i).groups.addMember(group, id, now))
      const by = { ...origin, traceId: group }
      const [deleted, ...joined] = await Promise.all([nodeOf(2).groups.delete(group, now, by), ...joining])
      assert.equal(deleted, 'deleted')
      const done = joined.filter(outcome => outcome === 'done').length
      assert.equal(joined.filter(outcome => outcome === 'unknown_group').length, users.length - done)
      // Those who had joined are told, and counted.
      const [row] = await store.audit.findByTrace(group)
      assert.deepEqual(row?.changes?.members, [done, 0])
    }
  })
}

function testAddressRaces(name: string, open: OpenStore): void {
  test(`${name}: an address that is taken back twice at once is taken back once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    for (let round = 0; round < rounds; round += 1) {
      const first = `first${round}@example.com`
      const { id } = await addUser(store, first, { emailVerified: true })
      await moveTo(store, id, first, `second${round}@example.com`, `${round}-a`)
      const outcomes = await times(4, i => nodeOf(i).users.revertEmail(reverting(`${round}-a-revert`)))
      assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), [
        'reverted',
        'superseded',
        'superseded',
        'superseded',
      ])
    }
  })

  test(`${name}: of two changes of an address that are taken back at once, the earlier one decides`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    for (let round = 0; round < 20; round += 1) {
      const [first, second, third] = ['first', 'second', 'third'].map(word => `${word}${round}@example.com`) as [
        string,
        string,
        string,
      ]
      const { id } = await addUser(store, first, { emailVerified: true })
      await moveTo(store, id, first, second, `${round}-a`)
      await moveTo(store, id, second, third, `${round}-b`)
      await Promise.all([
        nodeOf(0).users.revertEmail(reverting(`${round}-a-revert`)),
        nodeOf(1).users.revertEmail(reverting(`${round}-b-revert`)),
      ])
      assert.equal((await store.users.findById(id))?.email, first)
    }
  })
}

async function moveTo(store: Store, userId: UserId, from: string, to: string, jti: string): Promise<void> {
  await askForMove(store, userId, to, jti)
  const notice = { kind: 'email_changed', userId, to: from, stamp: stamp(`${jti}-revert`), now } as const
  const asked = { userId, from, to, provenBy: oldHash, now, spends: stamp(jti), mails: [notice] }
  assert.equal((await store.users.changeEmail(asked)).outcome, 'changed')
}

function reverting(jti: string) {
  return {
    spends: stamp(jti),
    unusable,
    mail: { kind: 'password_reset', stamp: stamp(`${jti}-new`), now },
    now,
  } as const
}

function testImportRaces(name: string, open: OpenStore): void {
  test(`${name}: of imports and registrations of one account at once each hears what is there`, async t => {
    const { nodeOf } = await openNodes(open, t)
    const about = { dateJoined: '2020-02-29T12:00:00Z' as User['dateJoined'], lastLogin: null, password: oldHash }
    for (let round = 0; round < rounds; round += 1) {
      const account = { email: `r${round}@example.com`, groups: ['editors'], permissions: [], ...about }
      const imported = times(4, i => nodeOf(i).directory.import([account], now))
      const registered = times(4, i => nodeOf(i).users.create(account))
      const outcomes = [...(await imported).map(([one]) => one?.outcome), ...(await registered).map(one => one.outcome)]
      const made = outcomes.filter(outcome => outcome === 'created' || outcome === 'saved')
      const refused = outcomes.filter(outcome => outcome === 'exists' || outcome === 'duplicate')
      assert.deepEqual([made.length, refused.length], [1, 7], outcomes.join())
    }
  })

  test(`${name}: ids that an import brings and ids that registrations get do not meet`, async t => {
    const { nodeOf } = await openNodes(open, t)
    const about = { dateJoined: '2020-02-29T12:00:00Z' as User['dateJoined'], lastLogin: null, password: oldHash }
    const imports = times(20, i => {
      const account = { email: `i${i}@example.com`, id: i * 2 + 1, groups: [], permissions: [], ...about }
      return nodeOf(i).directory.import([account], now)
    })
    const registered = times(20, i => nodeOf(i).users.create({ email: `r${i}@example.com`, ...about }))
    const outcomes = (await imported(imports)).concat((await registered).map(({ outcome }) => outcome))
    assert.deepEqual(new Set(outcomes).difference(new Set(['created', 'taken', 'saved'])), new Set())
    assert.equal(outcomes.filter(outcome => outcome === 'saved').length, 20)
  })
}

function testOutboxRace(name: string, open: OpenStore): void {
  test(`${name}: of several nodes that claim two hundred mails at once, one gets each`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const mails = Array.from(
      { length: 200 },
      (_, n) => ({ kind: 'password_changed', userId: 1, to: `${n}`, now }) as const,
    )
    await store.outbox.put(mails)
    const claims = await times(40, i => nodeOf(i).outbox.claim({ now, until: now + 60_000, limit: 10 }))
    const taken = claims.flat().map(({ id }) => id)
    assert.deepEqual([taken.length, new Set(taken).size], [200, 200])
  })
}

async function imported(running: Promise<readonly (readonly { readonly outcome: string }[])[]>): Promise<string[]> {
  return (await running).map(([one]) => one?.outcome ?? '')
}
