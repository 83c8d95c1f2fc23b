/** Which jobs share a commit, and at which price. What becomes of them where one fails: group-commit.test.ts. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type Database, openDatabase } from './database.ts'
import { createGroupCommit } from './group-commit.ts'

function openNotes(t: TestContext): Database {
  const db = openDatabase(join(temporaryFolder(t), 'notes.sqlite3'))
  t.after(() => db.close())
  db.exec('CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT')
  return db
}

test('jobs that come in the next turn share the commit too, but none waits for those of many turns', async t => {
  const { write, observe } = createGroupCommit(openNotes(t))
  const commits: number[] = []
  observe(jobs => void commits.push(jobs))
  const written: Promise<void>[] = []
  for (let turn = 0; turn < 40; turn += 1) {
    written.push(write(() => {}))
    await new Promise(resolve => setImmediate(resolve))
  }
  await Promise.all(written)
  assert.ok((commits[0] ?? 0) > 1, `the first commit had ${commits[0]} job`)
  assert.ok(commits.length > 4, `${commits.length} commits`)
})

test('where all jobs go well none runs twice, and where one fails each of the others is written once', async t => {
  const notes = openNotes(t)
  const { write } = createGroupCommit(notes)
  const insert = notes.prepare('INSERT INTO notes (text) VALUES (?)')
  let runs = 0
  const count = (text: string) =>
    write(() => {
      runs += 1
      return insert.run(text)
    })
  await Promise.all([count('one'), count('two')])
  assert.equal(runs, 2)
  await Promise.allSettled([count('three'), count('one'), count('four')])
  const texts = notes.prepare('SELECT text FROM notes').all()
  assert.deepEqual(texts.map(({ text }) => text).toSorted(), ['four', 'one', 'three', 'two'])
})
