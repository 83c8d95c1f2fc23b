/** An operator retires a key, and the clocks of the nodes are minutes apart: each node refuses it once it has read so. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { retireKey } from '../../src/flows/admin/manage-keys.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'

const [minute, day] = [60_000, 86_400_000]
const actor = { kind: 'configuration' } as const
const ann = 'ann@example.com'

interface Nodes {
  readonly behind: TestAuth
  readonly right: TestAuth
  readonly ahead: TestAuth
  readonly all: readonly TestAuth[]
}

async function openNodes(t: TestContext): Promise<Nodes> {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const start = createFakeClock().now()
  const open = (seed: string, apart: number) =>
    createTestAuth(
      { keyRotation: 'manual', accessTokenLifetime: '1h' },
      { path, clock: createFakeClock(start + apart), seed },
    )
  const [right, behind, ahead] = [
    await open('right', 0),
    await open('behind', -5 * minute),
    await open('ahead', 5 * minute),
  ]
  const all = [behind, right, ahead]
  t.after(() => Promise.all(all.map(node => node.close())))
  return { behind, right, ahead, all }
}

/** As each node does once a second. */
async function read(nodes: Pick<Nodes, 'all'>, passed = 0): Promise<void> {
  for (const node of nodes.all) {
    node.clock.advance(passed)
    await node.system.signingKeys?.refresh()
  }
}

async function publish({ right, ...nodes }: Nodes, after: number): Promise<string> {
  const by = { address: '', userAgent: '', actor: 'test' }
  const kid = await right.system.signingKeys?.publishNext(right.clock.now() + after, by)
  await read({ all: nodes.all })
  return kid ?? assert.fail()
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid ?? 'of the settings'

async function statuses({ all }: Nodes, token: string): Promise<readonly number[]> {
  const answers = await Promise.all(all.map(node => node.visit(token)))
  return answers.map(({ status }) => status)
}

/** A key of the database that signs no more, and a token of it that every clock here accepts. */
async function withVerifyingKey(t: TestContext) {
  const nodes = await openNodes(t)
  await nodes.right.register(ann)
  const kid = await publish(nodes, minute)
  await read(nodes, 10 * minute)
  await publish(nodes, 20 * minute)
  await read(nodes, 16 * minute)
  const { access } = await nodes.behind.login(ann)
  assert.equal(kidOf(access), kid)
  await read(nodes, 20 * minute)
  assert.notEqual(kidOf((await nodes.behind.login(ann)).access), kid)
  assert.deepEqual(await statuses(nodes, access), [200, 200, 200])
  return { nodes, kid, access }
}

for (const at of ['behind', 'right', 'ahead'] as const) {
  test(`a key that is retired at the node whose clock is ${at} is refused at every node that has read so`, async t => {
    const { nodes, kid, access } = await withVerifyingKey(t)
    assert.equal(await retireKey(nodes[at].system, actor, kid), 'retired')
    await read(nodes)
    assert.deepEqual(await statuses(nodes, access), [401, 401, 401])
    await read(nodes, day)
    assert.deepEqual(await statuses(nodes, access), [401, 401, 401])
  })

  test(`a key that signs is retired at the node whose clock is ${at}: every node signs with the next one at once`, async t => {
    const nodes = await openNodes(t)
    await nodes.right.register(ann)
    const first = await publish(nodes, minute)
    await read(nodes, 10 * minute)
    const { access } = await nodes.behind.login(ann)
    assert.equal(kidOf(access), first)
    const next = await publish(nodes, day)
    await read(nodes, 6 * minute)
    assert.equal(await retireKey(nodes[at].system, actor, first), 'retired')
    await read(nodes)
    assert.deepEqual(await statuses(nodes, access), [401, 401, 401])
    for (const node of nodes.all) assert.equal(kidOf((await node.login(ann)).access), next)
  })
}

test('a retirement that waits until every node knows the next key comes for all of them when it comes for one', async t => {
  for (const founding of [true, false]) {
    const nodes = await openNodes(t)
    await nodes.right.register(ann)
    if (!founding) {
      await publish(nodes, minute)
      await read(nodes, 10 * minute)
    }
    const { access } = await nodes.behind.login(ann)
    const next = await publish(nodes, day)
    const signing = nodes.right.system.signingKeys?.ring.placed().find(({ state }) => state === 'signing')
    assert.equal(await retireKey(nodes.right.system, actor, signing?.kid ?? ''), 'retired')
    await Promise.all([nodes.behind, nodes.right].map(node => node.system.signingKeys?.refresh()))
    assert.deepEqual(
      [await nodes.behind.visit(access), await nodes.right.visit(access)].map(({ status }) => status),
      [200, 200],
    )
    for (const node of [nodes.right, nodes.behind]) {
      node.clock.advance(5000)
      await node.system.signingKeys?.refresh()
    }
    assert.deepEqual(
      [await nodes.behind.visit(access), await nodes.right.visit(access)].map(({ status }) => status),
      [401, 401],
    )
    assert.equal(kidOf((await nodes.behind.login(ann)).access), next)
  }
})

test('a key whose overlap ends at a node whose clock is ahead goes on verifying at the others until it ends there', async t => {
  const nodes = await openNodes(t)
  await nodes.right.register(ann)
  await publish(nodes, minute)
  await read(nodes, 2 * minute)
  const overlap = (await nodes.right.store.signingKeys.list())[0]?.overlap ?? 0
  const states = () => nodes.all.map(node => node.system.signingKeys?.ring.placed()[0]?.state)
  await read(nodes, overlap - 2 * minute)
  await read(nodes)
  assert.deepEqual(states(), ['verifying', 'verifying', 'retired'])
  await read(nodes, 5 * minute)
  assert.deepEqual(states(), ['verifying', 'retired', 'retired'])
})
