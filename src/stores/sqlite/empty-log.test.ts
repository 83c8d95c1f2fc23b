import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTestStore } from '../../testing/sqlite-store.ts'
import { now } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const day = 86_400_000

/** A file with sessions that have expired, and an empty log. */
function openFilled(t: TestContext, sessions: number) {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const store = openTestStore(t, path)
  store.database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${sessions})
    INSERT INTO sessions (id, sid, user_id, started_at, last_used_at, current_jti, current_iat, current_exp, tokens_until,
                          authenticated_by, address)
    SELECT (${Math.floor(now / day) - 30} << 32) + n, randomblob(16), n * 7919 % ${sessions}, 0, 0, randomblob(16), 0, 0, 0,
      'password', '' FROM numbers;
    PRAGMA wal_checkpoint(TRUNCATE)`)
  return { store, logSize: () => statSync(`${path}-wal`).size }
}

test('what a deletion writes to the log does not wait there for the commit of a request', async t => {
  const { store, logSize } = openFilled(t, 5000)
  let [count, longest] = [0, 0]
  for (let last = 100; last === 100; count += last) {
    last = await store.housekeeping.deleteSome('sessions', now, 100)
    longest = Math.max(longest, logSize())
  }
  assert.equal(count, 5000)
  // SQLite lets it grow to a thousand pages.
  assert.ok(longest > 0 && longest < 1_500_000, String(longest))
})
