/**
 * A disk that is full: writes are refused and say so, reads go on, nothing that was acknowledged is lost, and once there is
 * room again nothing of ours has to be restarted.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from '../../src/store.ts'
import {
  type ClusterFolders,
  findPostgresPrograms,
  openPostgresCluster,
  type PostgresCluster,
} from '../../src/testing/postgres-cluster.ts'
import { openTestPostgres } from '../../src/testing/postgres-store.ts'
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from '../../src/testing/small-disk.ts'
import { openTestStore } from '../../src/testing/sqlite-store.ts'
import { addUser } from '../../src/testing/store-contract/opened-store.ts'
import { assertNothingLost, keepWriting } from './acknowledged.ts'

const programs = findPostgresPrograms()
const onPostgres = {
  skip: whyNoSmallDisk || (programs === undefined ? 'no initdb in /usr/lib/postgresql' : false),
  timeout: 300_000,
}

test('sqlite: a full disk refuses writes, serves reads, and loses nothing', { skip: whyNoSmallDisk }, async t => {
  const disk = mountSmallDisk(t, 8)
  const store = openTestStore(t, join(disk.folder, 'latchkey.sqlite3'))
  await assertOutlasts(t, store, disk, find => find)
  assert.equal(store.database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok')
})

test('postgres: a full data directory refuses writes, serves reads, and loses nothing', onPostgres, async t => {
  const { cluster, disk } = await openOnSmallDisk(t, 64, (home, small) => ({
    data: join(small, 'data'),
    wal: join(home, 'wal'),
  }))
  await assertOutlasts(t, await openTestPostgres(t, {}, { url: cluster.url }), disk, find => find)
})

test('postgres: a full log stops the server; after a start with room the node goes on', onPostgres, async t => {
  const { cluster, disk } = await openOnSmallDisk(t, 24, (home, small) => ({
    data: join(home, 'data'),
    wal: join(small, 'wal'),
  }))
  const store = await openTestPostgres(t, {}, { url: cluster.url })
  const isAway = (find: Promise<unknown>) => assert.rejects(find, { code: 'store_unavailable' })
  await assertOutlasts(t, store, disk, isAway, async () => {
    // It panicked, and its recovery needs room: an operator starts it.
    await pause(500)
    cluster.restart()
  })
})

/** Writers are at work while the disk fills up and is freed; `whileFull` is given a read. */
async function assertOutlasts(
  t: TestContext,
  store: Store,
  disk: SmallDisk,
  whileFull: (find: Promise<unknown>) => Promise<unknown>,
  recover: () => Promise<void> = async () => {},
): Promise<void> {
  const user = await addUser(store, 'alice@example.com')
  const writing = keepWriting(t, store, user)
  await writing.more(50)
  disk.fill()
  await writing.refusal()
  await whileFull(store.users.findById(user.id))
  disk.free()
  await recover()
  await writing.more(20)
  await writing.stop()
  await assertNothingLost(store, writing)
}

/** A cluster of which a part is on a small disk. */
async function openOnSmallDisk(
  t: TestContext,
  megabytes: number,
  arrange: (home: string, small: string) => ClusterFolders,
): Promise<{ readonly cluster: PostgresCluster; readonly disk: SmallDisk }> {
  let disk: SmallDisk | undefined
  const cluster = await openPostgresCluster(t, programs ?? '', home => {
    disk = mountSmallDisk(t, megabytes)
    return arrange(home, disk.folder)
  })
  if (disk === undefined) throw new TypeError('nothing was arranged')
  return { cluster, disk }
}
