import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestStore } from '../../testing/sqlite-store.ts'
import { now } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

test('the mark changes with each commit of another process, and with none of this one', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const [ours, theirs] = [openTestStore(t, path), openTestStore(t, path)]
  const mark = () => ours.sessions.changeMark?.()
  const first = mark()
  await ours.sessions.revokeJti('ours', now + 1000, now)
  assert.equal(mark(), first)
  await theirs.sessions.revokeJti('theirs', now + 1000, now)
  const second = mark()
  assert.notEqual(second, first)
  assert.equal(mark(), second)
})
