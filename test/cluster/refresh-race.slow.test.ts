/** Fifty refreshes of one token at once, over two processes: one successor, and no user is logged out by a race. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { readClaims } from '../../src/testing/read-claims.ts'
import { logIn, password, startNodes } from './nodes.ts'

const skips = { sqlite: false, postgres: await whyNoPostgres() } as const
/** More by REFRESH_TRIALS. */
const trials = Number(process.env.REFRESH_TRIALS ?? 15)
const racers = 50

for (const dialect of ['sqlite', 'postgres'] as const) {
  test(`${dialect}: of fifty refreshes at once all get the same successor`, { skip: skips[dialect] }, async t => {
    const nodes = await startNodes(t, dialect, 2)
    await nodes[0]?.register('alice@example.com', password)
    for (let trial = 0; trial < trials; trial += 1) {
      const { refresh } = await logIn(nodes, 'alice@example.com')
      const answers = await Promise.all(Array.from({ length: racers }, (_, n) => nodes[n % 2]?.refresh(refresh)))
      assert.deepEqual([...new Set(answers.map(answer => answer?.status))], [200])
      const successors = new Set(answers.map(answer => readClaims(answer?.json.refresh).jti))
      assert.equal(successors.size, 1)
      // And the session is carried on with it.
      assert.equal((await nodes[1]?.refresh(answers[0]?.json.refresh))?.status, 200)
    }
  })

  test(`${dialect}: under compat one of fifty wins, and the others hear that it is blacklisted`, {
    skip: skips[dialect],
  }, async t => {
    const env = {
      LATCHKEY_COMPAT: 'simplejwt',
      LATCHKEY_BLACKLIST_AFTER_ROTATION: 'true',
      LATCHKEY_ROTATE_REFRESH_TOKENS: 'true',
    }
    const nodes = await startNodes(t, dialect, 2, env)
    await nodes[0]?.register('alice@example.com', password)
    for (let trial = 0; trial < trials; trial += 1) {
      const { refresh } = await logIn(nodes, 'alice@example.com')
      const answers = await Promise.all(Array.from({ length: racers }, (_, n) => nodes[n % 2]?.refresh(refresh)))
      const statuses = answers.map(answer => answer?.status).toSorted()
      assert.deepEqual(statuses, [200, ...Array.from({ length: racers - 1 }, () => 401)])
    }
  })
}
