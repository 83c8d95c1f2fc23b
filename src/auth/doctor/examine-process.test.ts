/** What a serving process finds wrong with itself. */
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createAuth } from '../../auth.ts'
import { createTestSchema, whyNoPostgres } from '../../testing/postgres-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { createExamination } from './examine-process.ts'
import type { Finding } from './finding.ts'

const secretKey = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'

function says(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ check, level, what }) => `${check} ${level}: ${what}`)
}

async function openFile(t: TestContext) {
  const path = join(temporaryFolder(t), 'app.sqlite3')
  const auth = await createAuth({ secretKey, consoleRequiresMfa: 'on', database: `sqlite:${path}` })
  t.after(() => auth.close())
  return { path, auth }
}

test('a healthy server has nothing to say, and the open file is that which is looked at', async t => {
  const { path, auth } = await openFile(t)
  const findings = async () => says(await auth.system.installation.findings())
  const before = (await findings()).filter(each => !/tmpfs|layer of a container/.test(each))
  assert.deepEqual(before, [])
  chmodSync(path, 0o644)
  assert.match((await findings()).join(), /database fault: Other users can read the file/)
})

test('a database in memory is told to be one, and faults of the settings are found', async t => {
  const auth = await createTestAuth({ allowedHosts: ['*'] })
  t.after(() => auth.close())
  const found = says(await auth.system.installation.findings()).join('\n')
  assert.match(found, /database advice: The database is in memory/)
  assert.match(found, /hosts fault: The server answers to every host name/)
})

test('those who ask at once share one look, and the next one looks anew', async t => {
  const { path, auth } = await openFile(t)
  const { findings } = auth.system.installation
  const [first, second] = [findings(), findings()]
  assert.equal(first, second)
  await first
  chmodSync(path, 0o644)
  assert.match(says(await findings()).join(), /Other users can read/)
})

test('a Redis that takes connections and never answers is a finding, not a request without an end', async t => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise(resolve => silent.once('listening', resolve))
  t.after(() => silent.close())
  const address = silent.address()
  assert.ok(typeof address === 'object' && address !== null)
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const settings = { ...auth.system.settings, redisUrl: `redis://127.0.0.1:${address.port}/0` }
  const asked = createExamination({ settings, store: auth.store, clock: auth.clock, timer: auth.clock })()
  auth.clock.advance(5001)
  assert.match(says(await asked).join('\n'), /redis fault: No answer within 5 seconds/)
})

test('of PostgreSQL the server is looked at, and one that is away is a finding', {
  skip: await whyNoPostgres(),
}, async t => {
  const url = await createTestSchema(t)
  const auth = await createAuth({ secretKey, database: url as `postgres${string}` })
  t.after(() => auth.close())
  assert.deepEqual(
    says(await auth.system.installation.findings()).filter(each => each.includes('schema')),
    [],
  )
  const gone = new URL(url)
  gone.port = '1'
  const settings = { ...auth.system.settings, databaseUrl: gone.href }
  const findings = await createExamination({ ...auth.system, settings, store: auth.store })()
  assert.match(says(findings).join(), /database fault: /)
  assert.doesNotMatch(JSON.stringify(findings), /SELECT/)
})
