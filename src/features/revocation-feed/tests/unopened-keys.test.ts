/** A node with a wrong `secretKey` cannot open the secrets of the database. Its feed names them all the same. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { retireKey } from '../../../flows/admin/manage-keys.ts'
import { createOperations } from '../../../server/operations.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import type { TestAuth } from '../../../testing/test-auth.ts'
import { ask, askSince, createFeedAuth, open } from './feed-client.ts'

const minute = 60_000
const by = { address: '', userAgent: '', actor: 'test' }

async function openNodes(t: TestContext, config: { readonly signingKey?: string } = {}) {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const clock = createFakeClock()
  const nodeWith = (word: string) =>
    createFeedAuth(
      { keyRotation: 'manual', secretKey: `a secretKey ${word}, more than thirty-two bytes long`, ...config },
      { path, clock, seed: word },
    )
  const nodes = [await nodeWith('of all others'), await nodeWith('of one alone')] as const
  t.after(() => Promise.all(nodes.map(node => node.close())))
  const [right, wrong] = nodes
  const pass = async (ms: number) => {
    clock.advance(ms)
    for (const node of nodes) await node.system.signingKeys?.refresh()
  }
  return { right, wrong, pass, clock }
}

const sorted = (keys: readonly (string | null)[] = []) => keys.map(String).toSorted()
const keysAt = async (node: TestAuth) => sorted((await ask(node)).keys)

for (const [name, config] of [
  ['a signing key that both have', { signingKey: 'a signing key that stays as it is, of thirty-two bytes' }],
  ['no signing key beside it', {}],
] as const) {
  test(`a node with another secretKey names the keys that are accepted, as its peers do: ${name}`, async t => {
    const { right, wrong, pass } = await openNodes(t, config)
    const kid = (await right.system.signingKeys?.publishNext(right.clock.now() + minute, by)) ?? ''
    await pass(0)
    for (const at of ['published', 'signing']) {
      assert.deepEqual(await keysAt(wrong), await keysAt(right), at)
      assert.deepEqual(await keysAt(wrong), ['null', kid].toSorted(), at)
      await pass(minute)
    }
    const { cursor = '' } = await ask(wrong)
    assert.deepEqual(sorted((await askSince(wrong, cursor)).keys), ['null', kid].toSorted())

    const next = (await right.system.signingKeys?.publishNext(right.clock.now() + minute, by)) ?? ''
    await pass(minute)
    await pass(minute)
    const lines = await open(wrong, (await ask(wrong)).cursor ?? '')
    assert.deepEqual(sorted((await lines.next()).value.keys), ['null', kid, next].toSorted())
    await lines.return?.()
    assert.equal(await retireKey(right.system, { kind: 'configuration' }, kid), 'retired')
    await pass(1000)
    assert.deepEqual(await keysAt(wrong), ['null', next].toSorted())
    assert.deepEqual(await keysAt(wrong), await keysAt(right))
  })
}

test('such a node is not ready once tokens of the key are accepted, and says which key, setting and fix', async t => {
  const { right, wrong, pass, clock } = await openNodes(t, {
    signingKey: 'a signing key that stays as it is, of thirty-two bytes',
  })
  const readiness = async (node: TestAuth) => {
    const keys = node.system.signingKeys?.ring
    const find = createOperations(
      { settings: node.system.settings, store: node.store, keys, metrics: { render: () => '' } },
      { isClosing: false },
    )
    const answer = await find({ method: 'GET', path: '/readyz' })?.({} as never)
    return [answer?.status, JSON.parse(String(answer?.body))]
  }
  const kid = (await right.system.signingKeys?.publishNext(clock.now() + minute, by)) ?? ''
  await pass(0)
  assert.deepEqual(await readiness(wrong), [200, { status: 'ok', degraded: ['keys_not_opened'] }])
  await pass(minute)
  assert.deepEqual(await readiness(wrong), [503, { status: 'unavailable', reasons: ['keys_not_opened'] }])
  assert.deepEqual(await readiness(right), [200, { status: 'ok' }])

  const stuck = () => wrong.events.filter(({ name }) => name === 'keys.stuck')
  while (stuck().length === 0) {
    clock.advance(1000)
    await new Promise(setImmediate)
  }
  const [{ data } = assert.fail()] = stuck()
  const { message } = (data as { cause: Error }).cause
  assert.ok(message.includes(kid), message)
  assert.match(
    message,
    /secretKey does not open .* Set secretKey to that of the other nodes, or list theirs in previousKeys/,
  )
  const findings = await wrong.system.installation.findings()
  const told = findings.filter(({ check, level }) => check === 'keys' && level === 'fault')
  assert.deepEqual(
    told.map(({ what }) => what.includes(kid)),
    [true],
  )
  assert.match(told[0]?.fix ?? '', /Set secretKey to that of the other nodes/)
})
