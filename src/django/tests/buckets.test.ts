/** Buckets of UUIDs, where many begin alike. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openDjango } from '../open-django.ts'

test('UUIDs that were made in order of time are parted by longer beginnings, and each user is in one bucket', async t => {
  const path = join(temporaryFolder(t), 'db.sqlite3')
  const database = new DatabaseSync(path)
  database.exec(
    'CREATE TABLE people (id char(32) NOT NULL PRIMARY KEY, username varchar(150) NOT NULL, password varchar(128) NOT NULL, last_login datetime); BEGIN',
  )
  const insert = database.prepare("INSERT INTO people VALUES (?, ?, '!', NULL)")
  const hex = (number: number, length: number) => number.toString(16).padStart(length, '0')
  // One in a second, as UUIDv7 has it: 48 bits of milliseconds.
  for (let at = 0; at < 20_000; at += 1)
    insert.run(`${hex(1_800_000_000_000 + at * 1000, 12)}7000800000000000${hex(at, 4)}`, `u${at}`)
  insert.run('f'.repeat(32), 'apart')
  database.exec('COMMIT')
  database.close()

  const django = await openDjango(`sqlite:${path}`, { folder: '/' })
  t.after(() => django.close())
  const [buckets, users] = await django.snapshot(async reader => {
    const found = await reader.digests()
    const read = []
    for (const bucket of found) read.push(...(await reader.usersIn(bucket)))
    return [found, read] as const
  })
  assert.ok(buckets.length > 3 && buckets.length < 200, String(buckets.length))
  assert.equal(users.length, 20_001)
  assert.equal(new Set(users.map(({ id }) => id)).size, 20_001)
  assert.deepEqual(
    users.map(({ id }) => id),
    users.map(({ id }) => id).toSorted(),
  )
})
