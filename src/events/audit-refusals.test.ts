import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditEntry, AuditLog } from '../ports/audit.ts'
import type { AuthEvent } from '../ports/events.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createRefusalAudit } from './audit-refusals.ts'

/** An audit log that stores rows, or fails. */
function createScene({ isDown = false, perSecond = 100, burst = 50, userIds = 'integer' as 'integer' | 'uuid' } = {}) {
  const clock = createFakeClock()
  const kept: AuditEntry[] = []
  const writes: number[] = []
  const emitted: AuthEvent[] = []
  const audit: Pick<AuditLog, 'append'> = {
    append: async entries => {
      if (isDown) throw new Error('down')
      kept.push(...entries)
      writes.push(entries.length)
    },
  }
  const none = {
    findByTrace: async () => [],
    findBySession: async () => [],
    list: async () => ({ entries: [] }),
    countByDay: async () => [],
    verify: async () => ({ checked: 0 }),
  }
  const refusals = createRefusalAudit({
    audit: { ...audit, ...none },
    clock,
    timer: clock,
    events: { emit: event => void emitted.push(event) },
    perSecond,
    burst,
    userIds,
  })
  return { clock, kept, writes, emitted, refusals }
}

const failure: AuthEvent = { name: 'login.failed', reason: 'wrong_password', userId: 7, address: '192.0.2.1' }

test('what an operator did is not written again: its row is of the transaction of the action', async () => {
  const { kept, refusals } = createScene()
  const dropped = { name: 'mail.dropped', reason: 'too_late', data: { kind: 'password_reset', attempt: 2 } } as const
  refusals.emit({ ...dropped, actor: 'cli:root' })
  refusals.emit(dropped)
  await refusals.drain()
  assert.deepEqual(
    kept.map(({ event, reason }) => [event, reason]),
    [['mail.dropped', 'too_late']],
  )
})

test('a refusal is written to the audit log', async () => {
  const { kept, refusals, clock } = createScene()
  refusals.emit(failure)
  await refusals.drain()
  assert.equal(kept.length, 1)
  assert.deepEqual(
    { ...kept[0] },
    {
      event: 'login.failed',
      at: clock.now(),
      userId: 7,
      sid: undefined,
      reason: 'wrong_password',
      code: undefined,
      address: '192.0.2.1',
      traceId: undefined,
    },
  )
})

test('an action that writes its audit row in its transaction gets no second row', async () => {
  const { kept, refusals } = createScene()
  refusals.emit({ name: 'login.succeeded', userId: 7 })
  refusals.emit({ name: 'refresh.rotated', userId: 7 })
  await refusals.drain()
  assert.deepEqual(kept, [])
})

test('rows that the store rejects are reported by audit.lost', async () => {
  const { emitted, refusals } = createScene({ isDown: true })
  refusals.emit(failure)
  refusals.emit(failure)
  await refusals.drain()
  const lost = emitted.map(event => (event.name === 'audit.lost' ? event.data.count : 0))
  assert.equal(
    lost.reduce((sum, count) => sum + count, 0),
    2,
  )
})

test('a flood adds at most `perSecond` rows a second, and audit.lost reports the rest (disk exhaustion)', async () => {
  const { kept, emitted, refusals, clock } = createScene({ perSecond: 3 })
  for (let count = 0; count < 10; count += 1) refusals.emit(failure)
  clock.advance(1000)
  refusals.emit(failure)
  await refusals.drain()
  assert.equal(kept.length, 4)
  assert.deepEqual(
    emitted.map(event => (event.name === 'audit.lost' ? [event.reason, event.data.kind, event.data.count] : [])),
    [['flood', 'password', 7]],
  )
})

test('in a flood one write a second takes all rows of that second, and a drain waits for none', async () => {
  const { writes, refusals, clock } = createScene({ burst: 2 })
  const refuse = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      refusals.emit({ ...failure, userId: n })
      await nextTurn()
    }
  }
  await refuse(5)
  assert.deepEqual(writes, [1, 1])
  clock.advance(1000)
  await nextTurn()
  assert.deepEqual(writes, [1, 1, 3])
  await refuse(2)
  assert.deepEqual(writes, [1, 1, 3])
  await refusals.drain()
  assert.deepEqual(writes, [1, 1, 3, 2])
})

test('writes that were not used are saved up to the burst, and none by a clock that is set back', async () => {
  for (const [advance, written] of [
    [60_000, 2],
    [-60_000, 0],
  ] as const) {
    const { writes, refusals, clock } = createScene({ burst: 2 })
    for (let n = 0; n < 2; n += 1) {
      refusals.emit(failure)
      await nextTurn()
    }
    clock.advance(advance)
    for (let n = 0; n < 4; n += 1) {
      refusals.emit(failure)
      await nextTurn()
    }
    assert.equal(writes.length, 2 + written)
    await refusals.drain()
  }
})

test("a row stores a user id only if it has the store's type", async () => {
  const uuid = '0b1f3d5a-7c9e-4a2b-8d6f-112233445566'
  const rows = [
    ['integer', ['7', 7, uuid, 'x'], [7, 7, undefined, undefined]],
    ['uuid', ['7', 7, uuid, 'x'], [undefined, undefined, uuid, undefined]],
  ] as const
  for (const [userIds, given, kept] of rows) {
    const scene = createScene({ userIds })
    for (const userId of given) scene.refusals.emit({ ...failure, userId })
    await scene.refusals.drain()
    assert.deepEqual(
      scene.kept.map(({ userId }) => userId),
      kept,
    )
  }
})

/** As many events of a kind as are given, then the rows that were written of them. */
async function writtenOf(...events: readonly AuthEvent[]) {
  const scene = createScene()
  for (const event of events) scene.refusals.emit(event)
  await scene.refusals.drain()
  return scene
}
const many = (count: number, event: (index: number) => AuthEvent) => Array.from({ length: count }, (_, n) => event(n))
const refusedToken = (index: number): AuthEvent => ({
  name: 'token.refused',
  address: `203.0.113.${index % 250}`,
  data: { method: 'GET', path: '/', code: 'token_not_valid', status: 401 },
})
const guess: AuthEvent = { name: 'login.failed', reason: 'wrong_password', userId: 1, address: '203.0.113.1' }

test('a hundred bad tokens do not hide three guesses at a password (log flooding)', async () => {
  const { kept, emitted } = await writtenOf(...many(500, refusedToken), guess, guess, guess)
  assert.equal(kept.filter(({ event }) => event === 'login.failed').length, 3)
  assert.deepEqual(
    emitted.map(({ data }) => data),
    [{ kind: 'other', count: 400 }],
  )
})

test('a flood of unknown names, from one client or from many, does not hide them either', async () => {
  for (const address of [() => '203.0.113.1', (n: number) => `198.51.100.${n}`]) {
    const flood = many(250, n => ({ name: 'login.failed', reason: 'unknown_user', address: address(n) }))
    const { kept } = await writtenOf(...flood, guess, guess, guess)
    assert.equal(kept.filter(({ userId }) => userId === 1).length, 3)
  }
})

test('one client has a share of the rows, and an IPv6 /64 is one client', async () => {
  const flood = many(200, n => ({ ...refusedToken(n), address: `2001:db8:1:2::${n.toString(16)}` }))
  const { kept } = await writtenOf(...flood, { ...refusedToken(0), address: '198.51.100.7' })
  assert.deepEqual([kept.length, kept.at(-1)?.address], [26, '198.51.100.7'])
})
