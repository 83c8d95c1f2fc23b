/** Limits that hold over processes: two servers, or three workers of one, let as many through as one. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startTestRedis } from '../../src/testing/redis-server.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi } from '../faults/api.ts'
import { type Environment, secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { type Dialect, startNodes } from './nodes.ts'

/** Five passwords a minute from one address, over all of them. */
const limited: Environment = { LATCHKEY_THROTTLING: 'true', LATCHKEY_LOGIN_RATE: '5/min' }

type Login = () => Promise<{ readonly status: number }>

/** How many of fifty logins at once, at all of them in turn, were not throttled. */
async function passed(logins: readonly Login[]): Promise<number> {
  const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => logins[index % logins.length]?.()))
  const statuses = replies.map(reply => reply?.status)
  assert.deepEqual(new Set(statuses), new Set([401, 429]))
  return statuses.filter(status => status === 401).length
}

async function loginsAtNodes(t: TestContext, dialect: Dialect, env: Environment): Promise<readonly Login[]> {
  const nodes = await startNodes(t, dialect, 2, { ...limited, ...env })
  return nodes.map((node, index) => () => node.login(`stranger-${index}@example.com`, 'wrong'))
}

/** A connection each, so that the workers share them. */
async function loginsAtWorkers(t: TestContext, env: Environment): Promise<readonly Login[]> {
  const whole = { SECRET_KEY: secretKey, LATCHKEY_WORKERS: '3', ...limited, ...env }
  const { url } = await startServer(t, temporaryFolder(t), whole)
  return [() => createApi(url).login('stranger@example.com', 'wrong')]
}

for (const dialect of ['sqlite', 'postgres'] as const) {
  test(`two nodes on ${dialect} with one Redis let five of fifty through`, async t => {
    const { url } = await startTestRedis(t)
    assert.equal(await passed(await loginsAtNodes(t, dialect, { REDIS_URL: url })), 5)
  })

  test(`two nodes that count in ${dialect} let five of fifty through`, async t => {
    assert.equal(await passed(await loginsAtNodes(t, dialect, { LATCHKEY_THROTTLE_STORE: 'database' })), 5)
  })
}

test('three workers with a Redis let five of fifty through, and so do three that count in the database', async t => {
  const { url } = await startTestRedis(t)
  assert.equal(await passed(await loginsAtWorkers(t, { REDIS_URL: url })), 5)
  assert.equal(await passed(await loginsAtWorkers(t, { LATCHKEY_THROTTLE_STORE: 'database' })), 5)
})

test('two nodes that count for themselves let twice as many through: the others do not pass by chance', async t => {
  assert.equal(await passed(await loginsAtNodes(t, 'sqlite', {})), 10)
})
