import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openDatabase } from './database.ts'
import { createTurnReads } from './turn-reads.ts'

/** A file with a number in it, that another connection counts up. */
function openCounter(t: TestContext, requireHere = () => {}) {
  const path = join(temporaryFolder(t), 'counter.sqlite3')
  const [ours, theirs] = [openDatabase(path), openDatabase(path)]
  t.after(() => theirs.close())
  t.after(() => ours.close())
  ours.exec('CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (1)')
  const select = ours.prepare('SELECT n FROM counter')
  return {
    ours,
    read: createTurnReads(ours, requireHere),
    look: () => select.get()?.n,
    count: () => theirs.exec('UPDATE counter SET n = n + 1'),
  }
}

test('reads of one turn see the same commits, and those of the next turn the later ones', async t => {
  const { read, look, count } = openCounter(t)
  const seen = await Promise.all([
    read(look),
    read(() => {
      count()
      return look()
    }),
    read(look),
  ])
  assert.deepEqual(seen, [1, 1, 1])
  assert.equal(await read(look), 2)
})

test('a read sees what was committed after it was asked for and before the end of its turn', async t => {
  const { read, look, count } = openCounter(t)
  const both = [read(look), read(look)]
  count()
  assert.deepEqual(await Promise.all(both), [2, 2])
})

test('a read that fails stops no other of its turn, and leaves no transaction open', async t => {
  const { ours, read, look } = openCounter(t)
  const mistake = new Error('a mistake')
  const [first, failed, last] = await Promise.allSettled([
    read(look),
    read(() => {
      throw mistake
    }),
    read(look),
  ])
  assert.deepEqual([first, last], Array(2).fill({ status: 'fulfilled', value: 1 }))
  assert.deepEqual(failed, { status: 'rejected', reason: mistake })
  assert.equal(ours.isInTransaction, false)
})

test('where the database has moved, every read of the turn is refused and none is run', async t => {
  const moved = new Error('moved')
  const { ours, read } = openCounter(t, () => {
    throw moved
  })
  let runs = 0
  const reads = [1, 2].map(() => read(() => (runs += 1)))
  for (const outcome of await Promise.allSettled(reads))
    assert.deepEqual(outcome, { status: 'rejected', reason: moved })
  assert.deepEqual([runs, ours.isInTransaction], [0, false])
})

test('reads inside a transaction that is open already see its writes, and do not end it', async t => {
  const { ours, read, look } = openCounter(t)
  ours.exec('BEGIN; UPDATE counter SET n = 7')
  assert.deepEqual(await Promise.all([read(look), read(look)]), [7, 7])
  assert.equal(ours.isInTransaction, true)
  ours.exec('ROLLBACK')
  assert.equal(await read(look), 1)
})
