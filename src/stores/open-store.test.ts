import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { storeSettings } from '../testing/sqlite-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { DatabaseUrlError } from './errors.ts'
import { openStore } from './open-store.ts'

test('a store is opened by its URL, and reports the migrations that it ran', async t => {
  const folder = temporaryFolder(t)
  const first = openStore('sqlite:deep/latchkey.sqlite3', storeSettings, {}, folder)
  await first.close()
  assert.ok(existsSync(join(folder, 'deep/latchkey.sqlite3')))
  assert.equal(first.migrated[0]?.number, 1)
  const second = openStore('sqlite:deep/latchkey.sqlite3', storeSettings, {}, folder)
  await second.close()
  assert.deepEqual(second.migrated, [])
})

test('an unsupported URL is refused before any file is created', () => {
  assert.throws(() => openStore('mysql://db/app', storeSettings), DatabaseUrlError)
})
