/** Recovery codes: each opens once, and new ones take the place of all older ones. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addUserWithApp, change, historyOf, mailsOf } from './enrolled-factors.ts'
import { openNodes, times } from './nodes.ts'
import { now, type OpenStore } from './opened-store.ts'

const digests = Array.from({ length: 10 }, (_, index) => `digest ${index}`)

export function testRecoveryCodes(name: string, open: OpenStore): void {
  test(`${name}: of fifty uses of one recovery code exactly one is accepted (replay, race condition)`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id } = await addUserWithApp(store)
    await store.factors.replaceRecoveryCodes(id, digests, change)
    const used = { ...change, mail: { kind: 'recovery_code_used', now } } as const
    const uses = await times(50, index => nodeOf(index).factors.useRecoveryCode(id, 'digest 3', used))
    assert.equal(uses.filter(Boolean).length, 1)
    assert.equal((await store.factors.summaryOf(id)).recoveryCodes, 9)
    assert.deepEqual((await historyOf(store, id)).slice(1), [['recovery_codes.made'], ['recovery_code.used']])
    assert.deepEqual(await mailsOf(store), ['recovery_code_used alice@example.com'])
  })

  test(`${name}: another user's recovery code opens nothing, and two users may have the same digest`, async t => {
    const store = await open(t)
    const alice = await addUserWithApp(store)
    const bob = await addUserWithApp(store, 'bob@example.com')
    await store.factors.replaceRecoveryCodes(alice.id, ['a', 'both'], change)
    await store.factors.replaceRecoveryCodes(bob.id, ['b', 'both'], change)
    const use = (id: number | string, digest: string) => store.factors.useRecoveryCode(id, digest, change)
    assert.deepEqual(
      [await use(alice.id, 'b'), await use(alice.id, 'both'), await use(bob.id, 'both')],
      [false, true, true],
    )
    assert.equal(await use(alice.id, 'a\0'), false)
  })

  test(`${name}: new recovery codes take the place of the old ones, used or not, and the owner is told`, async t => {
    const store = await open(t)
    const { id } = await addUserWithApp(store)
    const made = { ...change, mail: { kind: 'recovery_codes_made', now } } as const
    await store.factors.replaceRecoveryCodes(id, ['old', 'both'], made)
    await store.factors.useRecoveryCode(id, 'both', change)
    await store.factors.replaceRecoveryCodes(id, ['new', 'both'], made)
    const use = (digest: string) => store.factors.useRecoveryCode(id, digest, change)
    assert.deepEqual([await use('old'), await use('new'), await use('both')], [false, true, true])
    const mail = 'recovery_codes_made alice@example.com'
    assert.deepEqual(await mailsOf(store), [mail, mail])
    await store.factors.replaceRecoveryCodes(id, [], change)
    assert.equal((await store.factors.summaryOf(id)).recoveryCodes, 0)
  })
}
