/** Refreshes that meet: a store may write many of them together, and each gets its own outcome all the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNodes, times } from './nodes.ts'
import { addUser, beginning, grace, now, type OpenStore, refreshing } from './opened-store.ts'

const sids = Array.from({ length: 40 }, (_, index) => `s${index}`)

export function testRotationsAtOnce(name: string, open: OpenStore): void {
  testOutcomes(name, open)
  testMeetings(name, open)
}

function testOutcomes(name: string, open: OpenStore): void {
  test(`${name}: of forty sessions that are refreshed at once each has its own outcome`, async t => {
    const store = await open(t)
    const [user, other] = [await addUser(store, 'alice@example.com'), await addUser(store, 'bob@example.com')]
    const { sessions } = store
    for (const sid of sids) await sessions.start(beginning(sid === 's1' ? other : user, sid))
    await sessions.rotate(refreshing('s2', 's2-1', 's2-2'))
    await sessions.rotate(refreshing('s3', 's3-1', 's3-2'))
    await sessions.end('s4', user.id, 'logout', now)
    const presented: Readonly<Record<string, string>> = { s2: 's2-2', s5: 'never given' }
    const attempts = [...sids, 'none'].map(sid =>
      refreshing(sid, presented[sid] ?? `${sid}-1`, `${sid}-next`, { now: now + grace + 1 }),
    )
    const kinds = (await Promise.all(attempts.map(sessions.rotate))).map(({ kind }) => kind)
    const expected: Readonly<Record<string, string>> = {
      s1: 'gone',
      s3: 'reused',
      s4: 'gone',
      s5: 'reused',
      none: 'gone',
    }
    assert.deepEqual(
      kinds,
      attempts.map(({ sid }) => expected[sid] ?? 'rotated'),
    )
    const found = await Promise.all(sids.map(sid => sessions.find(sid)))
    const current: Readonly<Record<string, string>> = { s1: 's1-1', s3: 's3-2', s4: 's4-1', s5: 's5-1' }
    assert.deepEqual(
      found.map(session => session?.current.jti),
      sids.map(sid => current[sid] ?? `${sid}-next`),
    )
    assert.deepEqual(
      found.flatMap(session => (session?.endedAt === null ? [] : [`${session?.id} ${session?.endReason}`])),
      ['s3 replay', 's4 logout', 's5 replay'],
    )
  })
}

function testMeetings(name: string, open: OpenStore): void {
  test(`${name}: what is seen of a client is written for each of them, new or known`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    for (const sid of sids) await store.sessions.start(beginning(user, sid))
    const originOf = (index: number) => ({ address: `192.0.2.${index}`, userAgent: `agent ${index % 3}` })
    for (const [from, to] of [
      ['1', '2'],
      ['2', '3'],
    ]) {
      const rotate = (sid: string, index: number) =>
        store.sessions.rotate(refreshing(sid, `${sid}-${from}`, `${sid}-${to}`, { origin: originOf(index) }))
      const kinds = (await Promise.all(sids.map(rotate))).map(({ kind }) => kind)
      assert.deepEqual(new Set(kinds), new Set(['rotated']))
    }
    const found = await Promise.all(sids.map(sid => store.sessions.find(sid)))
    assert.deepEqual(
      found.map(session => ({ address: session?.address, userAgent: session?.userAgent })),
      sids.map((_, index) => originOf(index)),
    )
  })

  test(`${name}: nodes that refresh the same sessions at once, each in its own order, rotate each once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const user = await addUser(store, 'alice@example.com')
    for (const sid of sids) await store.sessions.start(beginning(user, sid))
    const outcomes = await times(4, async node => {
      const order = node % 2 === 0 ? sids : sids.toReversed()
      const rotate = (sid: string) => nodeOf(node).sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-of-${node}`))
      return await Promise.all(order.map(rotate))
    })
    const kinds = outcomes.flat().map(({ kind }) => kind)
    assert.equal(kinds.filter(kind => kind === 'rotated').length, sids.length)
    assert.equal(kinds.filter(kind => kind === 'forgiven').length, 3 * sids.length)
  })
}
