/**
 * A node whose way to PostgreSQL swallows everything: within its allowance it may still accept what others revoke, after
 * that it accepts no token until it knows, and it knows everything as soon as the way is free, without a restart.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi } from '../faults/api.ts'
import { secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { logIn, password } from './nodes.ts'

const skip = await whyNoPostgres()
/** More by CUT_OFF_SECONDS. */
const seconds = Number(process.env.CUT_OFF_SECONDS ?? 5)
/** The setting's default, and what a request may take on a busy machine. */
const allowance = 1000
const slack = 500

const bounds = { skip, timeout: (seconds + 120) * 1000 }

for (const way of ['silent', 'cut'] as const) {
  test(
    `a node whose way is ${way} accepts nothing that was revoked meanwhile, and comes back by itself`,
    bounds,
    async t => {
      const url = await createTestSchema(t)
      const proxy = await openPostgresProxy(t)
      const start = async (DATABASE_URL: string) =>
        createApi((await startServer(t, temporaryFolder(t), { SECRET_KEY: secretKey, DATABASE_URL })).url)
      const [whole, distant] = await Promise.all([start(url), start(proxy.through(url))])
      const [leaving, staying] = await logInBoth([whole, distant])

      proxy.fail('silence', Number.POSITIVE_INFINITY)
      if (way === 'cut') proxy.cut()
      const { access, refresh } = leaving
      assert.equal((await whole.logout({ access, refresh })).status, 200)
      const revokedAt = performance.now()
      const seen = await askFor(seconds * 1000, distant, access)
      proxy.heal()
      const freeAt = performance.now()
      const back = await untilSettled(distant, staying.access)

      const late = seen.filter(({ at, status }) => status === 200 && at - revokedAt > allowance + slack)
      assert.deepEqual(late, [])
      assert.deepEqual(new Set(seen.map(({ status }) => status)).difference(new Set([200, 503])), new Set())
      assert.ok(
        seen.some(({ status }) => status === 503),
        'it never had to refuse',
      )
      assert.equal((await distant.profile(access)).status, 401)
      assert.equal((await distant.refresh(refresh)).status, 401)
      assert.equal((await distant.refresh(staying.refresh)).status, 200)
      t.diagnostic(
        `${seen.length} answers while it was away; back ${Math.round(back - freeAt)} ms after the way was free`,
      )
    },
  )
}

async function logInBoth(nodes: readonly Api[]) {
  const pairs = []
  for (const name of ['leaving', 'staying']) {
    await nodes[0]?.register(`${name}@example.com`, password)
    pairs.push(await logIn(nodes, `${name}@example.com`))
  }
  const [leaving, staying] = pairs
  if (leaving === undefined || staying === undefined) throw new TypeError('two people')
  return [leaving, staying] as const
}

/** When each answer was asked for, and what it was. */
async function askFor(milliseconds: number, node: Api, access: string) {
  const answers: { readonly at: number; readonly status: number }[] = []
  const began = performance.now()
  while (performance.now() - began < milliseconds) {
    const at = performance.now()
    answers.push({ at, status: (await node.profile(access)).status })
    await pause(20)
  }
  return answers
}

/** The moment at which the node accepts a token that was never revoked. */
async function untilSettled(node: Api, access: string): Promise<number> {
  for (;;) {
    const { status } = await node.profile(access)
    if (status === 200) return performance.now()
    assert.equal(status, 503)
    await pause(20)
  }
}
