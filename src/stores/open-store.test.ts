import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { storeSettings } from '../testing/sqlite-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { DatabaseUrlError } from './errors.ts'
import { openStore } from './open-store.ts'

test('a store is opened by its URL, and reports the migrations that it ran', async t => {
  const folder = temporaryFolder(t)
  const first = await openStore('sqlite:.latchkey/latchkey.sqlite3', storeSettings, {}, folder)
  await first.close()
  assert.ok(existsSync(join(folder, '.latchkey/latchkey.sqlite3')))
  assert.equal(first.migrated[0]?.number, 1)
  const second = await openStore('sqlite:.latchkey/latchkey.sqlite3', storeSettings, {}, folder)
  await second.close()
  assert.deepEqual(second.migrated, [])
})

test('an unsupported URL is refused before any file is created', async () => {
  await assert.rejects(openStore('mysql://db/app', storeSettings), DatabaseUrlError)
})

test('a folder that does not exist is refused and not made: a typing error would begin an empty database', async t => {
  const folder = temporaryFolder(t)
  await assert.rejects(
    openStore('sqlite:///dta/app.sqlite3', storeSettings, {}, folder),
    /The folder .*\/dta does not exist/,
  )
  await assert.rejects(
    openStore('sqlite:no/.latchkey/app.sqlite3', storeSettings, {}, folder),
    /The folder .*\/no does not exist/,
  )
  assert.deepEqual(readdirSync(folder), [])
})

test('what stands in the way of a database is named: a folder, a file for a folder, another kind of file', async t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'taken'))
  writeFileSync(join(folder, 'notes.txt'), 'These are notes and no database.'.repeat(200))
  const open = (name: string) => openStore(`sqlite:${name}`, storeSettings, {}, folder)
  await assert.rejects(open('taken'), /taken is a folder/)
  await assert.rejects(open('notes.txt/app.sqlite3'), /A file has the name of a folder/)
  await assert.rejects(open('notes.txt'), /notes\.txt is not an SQLite database/)
})
