/** A logout at one node is obeyed by all: processes that share nothing but the database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { logIn, password, startNodes, untilRefused } from './nodes.ts'

const skips = { sqlite: false, postgres: await whyNoPostgres() } as const
const rounds = 25
/** `revocationAllowance` of a second, and what a busy machine adds. Typical figures: `node bench/revocation.ts`. */
const bound = 1500

for (const dialect of ['sqlite', 'postgres'] as const) {
  test(`${dialect}: a logout, a password change and a replay are obeyed by every node`, {
    skip: skips[dialect],
  }, async t => {
    const nodes = await startNodes(t, dialect, 3)
    const [first, ...others] = nodes
    assert.ok(first !== undefined && others.length === 2)
    await first.register('alice@example.com', password)
    for (let round = 0; round < rounds; round += 1) {
      const pair = await logIn(nodes, 'alice@example.com')
      assert.equal((await first.logout(pair)).status, 200)
      // The node that ended it knows at once.
      assert.equal((await first.profile(pair.access)).status, 401)
      const waits = await Promise.all(others.map(node => untilRefused(node, pair.access)))
      for (const wait of waits) assert.ok(wait < bound, `${wait} ms`)
      for (const node of nodes) assert.equal((await node.refresh(pair.refresh)).status, 401)
    }
    const [one, two] = [await logIn(nodes, 'alice@example.com'), await logIn(nodes, 'alice@example.com')]
    assert.equal((await first.changePassword(one.access, password, `${password}2`)).status, 200)
    for (const { access } of [one, two]) {
      for (const node of nodes) assert.ok((await untilRefused(node, access)) < bound)
    }
  })

  test(`${dialect}: a session goes on at another node, and a replay there ends it everywhere`, {
    skip: skips[dialect],
  }, async t => {
    const nodes = await startNodes(t, dialect, 2, { LATCHKEY_REFRESH_GRACE: '0s' })
    const [first, second] = nodes
    assert.ok(first !== undefined && second !== undefined)
    await first.register('bob@example.com', password)
    const pair = await logIn(nodes, 'bob@example.com')
    const next = await second.refresh(pair.refresh)
    assert.equal(next.status, 200)
    assert.equal((await first.refresh(pair.refresh)).status, 401)
    for (const node of nodes) {
      assert.ok((await untilRefused(node, next.json.access)) < bound)
      assert.equal((await node.refresh(next.json.refresh)).status, 401)
    }
  })
}
