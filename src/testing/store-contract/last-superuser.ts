/** An operator's change can be refused where it would leave no active superuser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, beginning, now, type OpenStore, origin, revocationsOf } from './opened-store.ts'

const careful = { keepsSuperuser: true } as const
const by = { ...origin, traceId: 'change' }

async function begin(open: OpenStore, t: Parameters<OpenStore>[0]) {
  const store = await open(t)
  const root = await addUser(store, 'root@example.com', { isSuperuser: true })
  const alice = await addUser(store, 'alice@example.com')
  await store.sessions.start(beginning(root, 'hers'))
  const change = async (id: UserId, changes: Parameters<typeof store.directory.change>[1]) =>
    (await store.directory.change(id, { ...changes, ...careful }, now, by)).outcome
  const remove = (id: UserId) => store.directory.delete(id, now, by, careful)
  return { store, root, alice, change, remove }
}

export function testLastSuperusers(name: string, open: OpenStore): void {
  test(`${name}: the last active superuser is neither demoted, deactivated nor deleted, and nothing else changes`, async t => {
    const { store, root, change, remove } = await begin(open, t)
    const inactive = await addUser(store, 'old@example.com', { isSuperuser: true, isActive: false })
    assert.equal(await change(root.id, { firstName: 'Root', flags: { isSuperuser: false } }), 'last_superuser')
    assert.equal(await change(root.id, { flags: { isActive: false, isStaff: true } }), 'last_superuser')
    assert.equal(await remove(root.id), 'last_superuser')
    assert.deepEqual(await store.users.findById(root.id), root)
    assert.equal((await store.sessions.find('hers'))?.endedAt, null)
    assert.deepEqual([await store.audit.findByTrace('change'), await revocationsOf(store)], [[], []])
    // Who cannot log in is none.
    assert.equal(await remove(inactive.id), 'deleted')
  })

  test(`${name}: what leaves a superuser is done: other changes of the last one, and any of another account`, async t => {
    const { store, root, alice, change, remove } = await begin(open, t)
    assert.equal(await change(root.id, { firstName: 'Root', flags: { isSuperuser: true, isStaff: true } }), 'saved')
    assert.equal(await change(root.id, { flags: { isActive: true } }), 'unchanged')
    assert.equal(await change(alice.id, { flags: { isSuperuser: false, isActive: false } }), 'saved')
    assert.equal(await change(999, { flags: { isSuperuser: false } }), 'gone')
    assert.equal(await remove(999), 'gone')
    assert.equal(await change(alice.id, { flags: { isSuperuser: true, isActive: true } }), 'saved')
    assert.equal(await change(root.id, { flags: { isSuperuser: false } }), 'saved')
    assert.equal(await remove(root.id), 'deleted')
    assert.equal(await remove(alice.id), 'last_superuser')
    assert.equal(await store.directory.delete(alice.id, now), 'deleted')
  })

  test(`${name}: without the option the last superuser can go`, async t => {
    const { store, root } = await begin(open, t)
    const demoted = await store.directory.change(root.id, { flags: { isSuperuser: false } }, now)
    assert.equal(demoted.outcome, 'saved')
    assert.equal('keepsSuperuser' in ((await store.users.findById(root.id)) ?? {}), false)
  })

  testRaces(name, open)
}

/** What an operator can do to another so that it is no active superuser any more. */
const removals: readonly ((node: Store, id: UserId) => Promise<string>)[] = [
  async (node, id) => (await node.directory.change(id, { flags: { isSuperuser: false }, ...careful }, now)).outcome,
  async (node, id) => (await node.directory.change(id, { flags: { isActive: false }, ...careful }, now)).outcome,
  (node, id) => node.directory.delete(id, now, undefined, careful),
]

function testRaces(name: string, open: OpenStore): void {
  for (const count of [2, 5]) {
    test(`${name}: of ${count} superusers who demote, deactivate or delete each other at once, one stays`, async t => {
      const { store, nodeOf } = await openNodes(open, t)
      for (let round = 0; round < 40; round += 1) {
        const users = await times(count, i => addUser(store, `r${round}-${i}@example.com`, { isSuperuser: true }))
        const outcomes = await times(count, i => {
          const [victim, remove] = [users[(i + 1) % count], removals[(round + i * (round % 3)) % removals.length]]
          return victim && remove ? remove(nodeOf(i), victim.id) : assert.fail()
        })
        const { users: left } = await store.directory.list({ isSuperuser: true, isActive: true, limit: 9 })
        assert.deepEqual([left.length, outcomes.filter(outcome => outcome === 'last_superuser').length], [1, 1])
        for (const { id } of left) await store.directory.delete(id, now)
      }
    })
  }
}
