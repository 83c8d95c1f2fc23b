/** The short form of `npm run prove:rotation`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../../src/testing/temporary-folder.ts'
import { prove } from './story.ts'

test('keys rotate every two seconds at two nodes and before three verifiers, and no token is refused', async t => {
  const databaseUrl = `sqlite:${temporaryFolder(t)}/proof.sqlite3`
  const proven = await prove({ databaseUrl, seconds: 12, every: 2, rate: 100, people: 30 })
  assert.deepEqual(proven.refused, [])
  assert.ok(proven.kids.size >= 4, `${proven.kids.size} keys signed`)
  for (const [what, count] of Object.entries(proven.done)) assert.ok(count > 0, what)
  // At most one in half a minute for each verifier: the keys were in the set before they signed.
  assert.ok(proven.fetches <= 3, `${proven.fetches} fetches`)
})
