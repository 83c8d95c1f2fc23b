import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError } from '../../problems.ts'
import { openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { setUpPromotion } from '../../testing/promotion-setup.ts'
import { adopted, goTo } from '../../testing/store-contract/adopted.ts'
import { addUser, beginning, now, stamp } from '../../testing/store-contract/opened-store.ts'
import { promote } from './promote.ts'

const options = { skip: await whyNoPostgres() }

test('an adoption goes on after a move to PostgreSQL: its state, its notes, and what is refused', options, async t => {
  let writes: (() => Promise<unknown>) | undefined
  const { store, target, promoting } = await setUpPromotion(t, { report: { copied: () => void writes?.() } })
  store.database.exec("DELETE FROM adoption_jobs; INSERT INTO facts (name, value) VALUES ('adopting', '')")
  store.database.exec("DELETE FROM facts WHERE name = 'adopting'")
  await goTo(store, 'following')
  await store.sessions.start(beginning({ id: 1 }, 'one'))
  await store.sessions.spend(stamp('before'))
  let count = 0
  writes = () => {
    count += 1
    return store.adoption.apply({ put: [adopted(100 + count)], gone: [], now })
  }
  await promote(promoting)
  const state = await openTestPostgres(t, {}, { url: target }).then(async moved => {
    assert.equal((await moved.users.findById(101))?.email, 'user101@example.com')
    await assert.rejects(addUser(moved, 'new@example.com'), isFollowing)
    await moved.sessions.spend(stamp('after'))
    const tokens = (await moved.adoption.jobs(10)).map(job => job.kind === 'spent' && job.token.jti)
    assert.deepEqual(tokens, ['before', 'after'])
    await moved.adoption.apply({ put: [adopted(500)], gone: [101], now })
    assert.equal(await moved.users.findById(101), undefined)
    return await moved.adoption.state()
  })
  assert.equal(state?.phase, 'following')
  await assert.rejects(store.adoption.apply({ put: [adopted(600)], gone: [], now }), isMoved)
  await assert.rejects(store.adoption.setState('following', undefined), isMoved)
})

function isFollowing(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'adoption_following'
}

function isMoved(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'store_unavailable'
}
