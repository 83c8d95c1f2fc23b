/** The chain of audit rows: every row is sealed once, and whatever is done to a row behind the back of the store is named. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { AuditCheck, AuditRecord } from '../../ports/audit.ts'
import type { Store } from '../../store.ts'
import { deleteAll } from '../flush-expired.ts'
import { now, type OpenedStore, type OpenStore } from './opened-store.ts'

const day = 86_400_000
const zeros = '0'.repeat(64)

export function testAuditChain(name: string, open: OpenStore): void {
  testSealing(name, open)
  testGuards(name, open)
  testTampering(name, open)
  testSince(name, open)
  testPruning(name, open)
  testFutureRows(name, open)
}

/** Rows of these times, of which each is named by its time. */
async function append({ audit }: Pick<Store, 'audit'>, times: readonly number[]): Promise<void> {
  await audit.append(times.map(at => ({ event: 'login.failed', at, reason: 'ü "x"\n' })))
}

async function openSealed(open: OpenStore, t: TestContext, rows = 5): Promise<OpenedStore> {
  const store = await open(t)
  await append(
    store,
    Array.from({ length: rows }, (_, index) => now + index),
  )
  assert.equal((await store.audit.verify()).checked, rows)
  return store
}

async function chainOf({ audit }: Pick<Store, 'audit'>): Promise<readonly AuditRecord[]> {
  const { entries } = await audit.list({ limit: 1000 })
  return entries.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0))
}

/** By the description, not by the code that sealed them. */
function digestOf(before: string, row: AuditRecord): string {
  const text = (value: number | string | undefined) => (value === undefined ? null : String(value))
  const { id, at, event, userId, sid, reason, code, address, traceId, actor, subject, changes, place } = row
  const changed = changes === undefined ? null : JSON.stringify(changes)
  const content = [id, at, event, userId, sid, reason, code, address, traceId, actor, subject].map(text)
  return createHash('sha256')
    .update(JSON.stringify([before, text(place), ...content, changed]))
    .digest('hex')
}

function testSealing(name: string, open: OpenStore): void {
  test(`${name}: each row is sealed by a digest over the one before it and all of its columns`, async t => {
    const store = await open(t)
    const all = {
      userId: 7,
      sid: 's',
      reason: 'r',
      code: 'c',
      address: '::1',
      traceId: 't',
      actor: '8',
      subject: 'group:1',
    }
    await store.audit.append([
      { event: 'user.changed', at: now, ...all, changes: { isStaff: [false, true] } },
      { event: 'login.failed', at: now, reason: 'ü\u2028"\\\u0001😀' },
    ])
    const rows = await chainOf(store)
    assert.deepEqual(
      rows.map(({ place }) => place),
      [1, 2],
    )
    let before = zeros
    for (const row of rows) {
      assert.equal(row.digest, digestOf(before, row))
      before = row.digest ?? ''
    }
    const { fault, ...check } = await store.audit.verify()
    const places = rows.map(({ place = 0, digest = '' }) => ({ place, digest }))
    assert.deepEqual([check, fault], [{ checked: 2, first: places[0], last: places[1] }, undefined])
  })

  test(`${name}: a chain of no rows is whole`, async t => {
    const { checked, last, fault } = await (await open(t)).audit.verify()
    assert.deepEqual([checked, last, fault], [0, undefined, undefined])
  })

  test(`${name}: rows that are written and sealed at once by all sides make one chain`, async t => {
    const store = await open(t)
    const peers = [store, (await store.openPeer?.()) ?? store]
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const { audit } = peers[index % 2] ?? store
        await audit.append([{ event: 'login.failed', at: now + index }])
        if (index % 5 === 0) await audit.verify()
      }),
    )
    const checks = await Promise.all(peers.map(({ audit }) => audit.verify()))
    for (const { checked, last, fault } of checks) assert.deepEqual([checked, last?.place, fault], [60, 60, undefined])
  })

  test(`${name}: a check tells how far it is, and more than one slice is checked`, async t => {
    const store = await open(t)
    await append(
      store,
      Array.from({ length: 700 }, () => now),
    )
    const told: number[] = []
    const { checked } = await store.audit.verify(undefined, progress => told.push(progress.checked))
    assert.deepEqual([checked, told.at(-1), told.length > 2], [700, 700, true])
  })
}

function testGuards(name: string, open: OpenStore): void {
  test(`${name}: by hand a row is neither changed, sealed anew nor taken out, and a seal is whole`, async t => {
    const store = await openSealed(open, t)
    await append(store, [now + 10])
    for (const sql of [
      "UPDATE audit SET reason = 'other' WHERE place = 2",
      'UPDATE audit SET place = NULL, digest = NULL WHERE place = 2',
      'UPDATE audit SET place = 99 WHERE place = 2',
      'UPDATE audit SET digest = (SELECT digest FROM audit WHERE place = 1) WHERE place = 2',
      "UPDATE audit SET place = 6, digest = (SELECT digest FROM audit WHERE place = 1), reason = 'x' WHERE place IS NULL",
      'UPDATE audit SET place = 6, digest = (SELECT digest FROM audit WHERE place = 1), id = 77 WHERE place IS NULL',
      'UPDATE audit SET place = 6 WHERE place IS NULL',
      'UPDATE audit SET place = 5, digest = (SELECT digest FROM audit WHERE place = 1) WHERE place IS NULL',
      'DELETE FROM audit WHERE place = 2',
      'DELETE FROM audit WHERE place IS NULL',
    ]) {
      await assert.rejects(
        async () => await store.runSql(sql),
        () => true,
        sql,
      )
    }
    assert.deepEqual((await store.audit.verify()).checked, 6)
  })
}

type Found = readonly [place: number | undefined, what: string | undefined, hasId: boolean]

function faultIn({ fault }: AuditCheck): Found {
  return [fault?.place, fault?.what, fault?.id !== undefined]
}

/** As someone does who may switch off the triggers. */
const tamperings: Readonly<Record<string, readonly [sql: string, found: Found]>> = {
  'a value that was changed': ["UPDATE audit SET reason = 'other' WHERE place = 3", [3, 'changed', true]],
  'a value that was taken away': ['UPDATE audit SET reason = NULL WHERE place = 3', [3, 'changed', true]],
  'an id that was changed': ['UPDATE audit SET id = 1000 WHERE place = 3', [3, 'changed', true]],
  'a number too large for JavaScript': ['UPDATE audit SET at = 9007199254740993 WHERE place = 3', [3, 'changed', true]],
  'a middle row that was deleted': ['DELETE FROM audit WHERE place = 3', [3, 'missing', false]],
  'a first row that was deleted': ['DELETE FROM audit WHERE place = 1', [1, 'missing', false]],
  'a last row that was deleted': ['DELETE FROM audit WHERE place = 5', [5, 'missing', false]],
  'all rows deleted': ['DELETE FROM audit', [1, 'missing', false]],
  'two rows that changed places': [
    `UPDATE audit SET place = -place WHERE place IN (2, 3);
     UPDATE audit SET place = CASE place WHEN -2 THEN 3 ELSE 2 END WHERE place < 0`,
    [2, 'changed', true],
  ],
  'a digest that was changed': [
    'UPDATE audit SET digest = (SELECT digest FROM audit WHERE place = 1) WHERE place = 3',
    [3, 'changed', true],
  ],
  'the digest of the last row': [
    'UPDATE audit SET digest = (SELECT digest FROM audit WHERE place = 1) WHERE place = 5',
    [5, 'changed', true],
  ],
  'a row that was put in between': [
    `UPDATE audit SET place = -place WHERE place > 3;
     UPDATE audit SET place = 1 - place WHERE place < 0;
     INSERT INTO audit (at, event, place, digest) SELECT at, event, 4, digest FROM audit WHERE place = 2`,
    [4, 'changed', true],
  ],
  'a row that was put in front': [
    'INSERT INTO audit (at, event, place, digest) SELECT at, event, 0, digest FROM audit WHERE place = 2',
    [0, 'added', true],
  ],
  'a row that was put behind': [
    'INSERT INTO audit (at, event, place, digest) SELECT at, event, 9, digest FROM audit WHERE place = 2',
    [6, 'missing', false],
  ],
  'a row whose seal was taken off': [
    'UPDATE audit SET place = NULL, digest = NULL WHERE place = 3',
    [3, 'missing', false],
  ],
}

function testTampering(name: string, open: OpenStore): void {
  for (const [what, [sql, found]] of Object.entries(tamperings)) {
    test(`${name}: the chain names ${what}`, async t => {
      const store = await openSealed(open, t)
      await store.runSql(sql, 'unguarded')
      assert.deepEqual(faultIn(await store.audit.verify()), found)
      assert.ok((await store.audit.list({ limit: 10 })).entries.length >= 0)
      // It does not heal when the log goes on.
      await append(store, [now + 100])
      assert.deepEqual(faultIn(await store.audit.verify()), found)
    })
  }

  test(`${name}: a row that is sealed by hand behind the last one is named`, async t => {
    const store = await openSealed(open, t)
    const sql = 'INSERT INTO audit (at, event, place, digest) SELECT at, event, 6, digest FROM audit WHERE place = 2'
    await store.runSql(sql, 'unguarded')
    assert.deepEqual(faultIn(await store.audit.verify()), [6, 'changed', true])
  })
}

function testSince(name: string, open: OpenStore): void {
  test(`${name}: a place that was kept elsewhere is found again, and what was rewritten before it is named`, async t => {
    const store = await openSealed(open, t)
    const { last } = await store.audit.verify()
    assert.ok(last !== undefined)
    await append(store, [now + 100])
    const check = await store.audit.verify(last)
    assert.deepEqual([check.since, check.fault, check.last?.place], ['kept', undefined, 6])
    const other = { place: 3, digest: zeros }
    assert.deepEqual(faultIn(await store.audit.verify(other)), [3, 'changed', true])
    assert.deepEqual(faultIn(await store.audit.verify({ ...other, place: 7 })), [7, 'missing', false])
  })

  test(`${name}: who takes out the last rows and what the facts say of them is found out by a place kept elsewhere`, async t => {
    const store = await openSealed(open, t)
    const { last } = await store.audit.verify()
    await store.runSql("DELETE FROM audit WHERE place = 5; DELETE FROM facts WHERE name = 'audit_head'", 'unguarded')
    assert.deepEqual(faultIn(await store.audit.verify()), [undefined, undefined, false])
    assert.deepEqual(faultIn(await store.audit.verify(last)), [5, 'missing', false])
    await append(store, [now + 100])
    assert.deepEqual(faultIn(await store.audit.verify(last)), [5, 'changed', true])
  })
}

function testPruning(name: string, open: OpenStore): void {
  test(`${name}: old rows go from the beginning of the chain, which is whole behind them`, async t => {
    const store = await open(t)
    await append(
      store,
      [1, 2, 3, 4].map(days => days * day),
    )
    const first = (await store.audit.verify()).first
    const places = (await chainOf(store)).map(({ place = 0, digest = '' }) => ({ place, digest }))
    assert.equal(await deleteAll(store.housekeeping, 'auditRows', 3 * day), 2)
    const check = await store.audit.verify()
    assert.deepEqual([check.checked, check.first?.place, check.fault], [2, 3, undefined])
    assert.equal((await store.audit.verify(first)).since, 'gone')
    assert.equal((await store.audit.verify(places[1])).since, 'kept')
    assert.deepEqual(faultIn(await store.audit.verify({ place: 2, digest: zeros })), [2, 'changed', false])
    await store.runSql('DELETE FROM audit WHERE place = 3', 'unguarded')
    assert.deepEqual(faultIn(await store.audit.verify()), [3, 'missing', false])
  })

  test(`${name}: where all rows went by their age, the chain goes on behind them`, async t => {
    const store = await open(t)
    await append(store, [day, day, day])
    assert.equal(await deleteAll(store.housekeeping, 'auditRows', 2 * day), 3)
    const empty = await store.audit.verify()
    assert.deepEqual([empty.checked, empty.last?.place, empty.fault], [0, 3, undefined])
    await append(store, [3 * day])
    const { checked, last, fault } = await store.audit.verify(empty.last)
    assert.deepEqual([checked, last?.place, fault], [1, 4, undefined])
  })

  test(`${name}: an old row behind a young one stays for as long as that one`, async t => {
    const store = await open(t)
    await append(store, [day, 5 * day, day])
    assert.equal(await deleteAll(store.housekeeping, 'auditRows', 3 * day), 1)
    assert.equal((await store.audit.verify()).checked, 2)
    assert.equal(await deleteAll(store.housekeeping, 'auditRows', 6 * day), 2)
  })

  test(`${name}: rows go while the chain is checked, and while it is sealed`, async t => {
    const store = await open(t)
    const peer = (await store.openPeer?.()) ?? store
    await append(
      store,
      Array.from({ length: 900 }, () => day),
    )
    await store.audit.verify()
    const checking = store.audit.verify()
    const deleting = deleteAll(peer.housekeeping, 'auditRows', 2 * day)
    await append(store, [3 * day, 3 * day])
    assert.deepEqual([(await checking).fault, await deleting], [undefined, 900])
    const { checked, fault } = await store.audit.verify()
    assert.deepEqual([checked, fault], [2, undefined])
  })
}

function testFutureRows(name: string, open: OpenStore): void {
  const future = Date.UTC(2200, 0)

  test(`${name}: rows of the future go with the old ones around them, and stay with young ones`, async t => {
    const store = await open(t)
    await append(store, [day, future, future, day, future, 9 * day])
    assert.equal(await deleteAll(store.housekeeping, 'auditRows', 3 * day), 4)
    const { checked, first, fault } = await store.audit.verify()
    assert.deepEqual([checked, first?.place, fault], [2, 5, undefined])
    await assert.rejects(async () => await store.runSql('DELETE FROM audit WHERE place = 6'))
  })

  test(`${name}: more rows of the future than one batch do not stop those behind them`, async t => {
    const store = await open(t)
    await append(store, [day, ...Array.from({ length: 9 }, () => future), day, 9 * day])
    const counts = [await store.housekeeping.deleteSome('auditRows', 3 * day, 4)]
    while (counts.at(-1) === 4) counts.push(await store.housekeeping.deleteSome('auditRows', 3 * day, 4))
    assert.deepEqual(counts, [4, 4, 3])
    assert.equal((await store.audit.verify()).checked, 1)
  })
}
