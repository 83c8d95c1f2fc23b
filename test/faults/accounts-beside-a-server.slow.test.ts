/** `latchkey users` beside a running server, which obeys it within a second. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, type Pair, password } from './api.ts'
import { type Ended, type Environment, type Place, run, secretKey, start } from './command-line.ts'
import { startServer } from './server-process.ts'

function place(t: TestContext, env: Environment = {}): Place {
  return { folder: temporaryFolder(t), env: { SECRET_KEY: secretKey, ...env } }
}

/** Runs it with a line on its standard input. */
async function pipe(line: string, words: readonly string[], where: Place): Promise<Ended> {
  const running = start(words, where)
  running.child.stdin?.end(`${line}\n`)
  return await running.ended
}

/** A server with a login of its own, and the same folder for the command line. */
async function serve(t: TestContext) {
  const where = place(t)
  const { url } = await startServer(t, where.folder, where.env)
  const api = createApi(url)
  const { json } = await api.register('alice@example.com', password)
  const pair: Pair = json.tokens
  assert.equal((await api.profile(pair.access)).status, 200)
  return { where, api, pair }
}

/** The status that the access token gets within a second of now, as soon as it is another than 200. */
async function statusWithinASecond(api: Awaited<ReturnType<typeof serve>>['api'], { access }: Pair) {
  for (const end = Date.now() + 1000; ; ) {
    const { status } = await api.profile(access)
    if (status !== 200 || Date.now() > end) return status
  }
}

for (const [action, words, line] of [
  ['deactivated', ['users', 'deactivate', 'alice@example.com'], ''],
  ['deleted', ['users', 'delete', 'alice@example.com', '--yes'], ''],
  ['given another password', ['users', 'set-password', 'alice@example.com', '--stdin'], 'AnotherPass456!'],
] as const) {
  test(`an account that is ${action} on the command line is signed out of a running server within a second`, async t => {
    const { where, api, pair } = await serve(t)
    const ended = await pipe(line, words, where)
    assert.equal(ended.code, 0, ended.stderr)
    assert.equal(await statusWithinASecond(api, pair), 401)
    assert.equal((await api.refresh(pair.refresh)).status, 401)
    assert.equal((await api.login('alice@example.com', password)).status, 401)
  })
}

test('an account that is activated again, or has a new password, logs in to the running server', async t => {
  const { where, api } = await serve(t)
  await run(['users', 'deactivate', '1'], where)
  assert.equal((await api.login('alice@example.com', password)).status, 401)
  await run(['users', 'activate', '1'], where)
  assert.equal((await api.login('alice@example.com', password)).status, 200)
  await pipe('AnotherPass456!', ['users', 'set-password', '1', '--stdin'], where)
  assert.equal((await api.login('alice@example.com', 'AnotherPass456!')).status, 200)
})
