/** Accounts that are adopted from a Django project: they become the same as there, and stay so. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adopted, allUsers, apply, goTo, inPhase } from './adopted.ts'
import { isFollowing } from './adoption-refusals.ts'
import { addUser, beginning, now, type OpenStore, refreshing, stamp } from './opened-store.ts'

export function testAdoption(name: string, open: OpenStore): void {
  test(`${name}: accounts become the same as Django has them, and a second time nothing is written`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    const users = [
      adopted(7, {
        emailVerified: true,
        isStaff: true,
        groups: ['Editors', 'editors'],
        permissions: ['shop.add_order'],
        socialAccounts: [{ provider: 'google', subject: '1', email: 'user7@example.com' }],
      }),
      adopted(9, { isActive: false }),
    ]
    const applied = await apply(store, users)
    assert.deepEqual(applied, { created: 2, changed: 0, deleted: 0, ended: 0, refused: [] })
    assert.deepEqual(await allUsers(store), users)
    assert.equal(await store.adoption.countUsers(), 2)
    assert.deepEqual(await apply(store, users), { created: 0, changed: 0, deleted: 0, ended: 0, refused: [] })
  })

  test(`${name}: while Django keeps the accounts, none is written here, and afterwards they are noted`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    await apply(store, [adopted(1)])
    await assert.rejects(addUser(store, 'new@example.com'), isFollowing)
    await goTo(store, 'switched')
    const user = await addUser(store, 'new@example.com')
    const [job] = await store.adoption.jobs(10)
    assert.deepEqual([job?.kind, job?.kind === 'user' && job.userId], ['user', user.id])
    await store.adoption.dropJobs([job?.id ?? 0])
    assert.deepEqual(await store.adoption.backlog(), { count: 0, oldestAt: undefined })
  })

  test(`${name}: tokens that are worth nothing any more are noted in the transaction that spent them`, async t => {
    const store = await open(t)
    await goTo(store, 'copying')
    await apply(store, [adopted(1)])
    await store.sessions.start(beginning({ id: 1 }, 'one'))
    await store.sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    await store.sessions.end('one', 1, 'logout', now)
    await store.sessions.spend(stamp('foreign'))
    const jobs = await store.adoption.jobs(10)
    const tokens = jobs.map(job => job.kind === 'spent' && job.token)
    const { exp } = stamp('one-1')
    assert.deepEqual(tokens, [
      { jti: 'one-1', exp },
      { jti: 'one-2', exp },
      { jti: 'foreign', exp },
    ])
    assert.equal(await store.adoption.setState('copying', inPhase('finished')), true)
    assert.deepEqual(await store.adoption.jobs(10), [])
    await store.sessions.spend(stamp('another'))
    assert.deepEqual(await store.adoption.jobs(10), [])
    await addUser(store, 'new@example.com')
  })
}
