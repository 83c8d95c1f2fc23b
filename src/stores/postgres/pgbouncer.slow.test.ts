/** Behind a pooler in transaction mode everything holds that holds without one: the whole contract, through pgbouncer. */
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { emptying } from '../../testing/emptied-schema.ts'
import { openPgbouncer, type Pooler, whyNoPgbouncer } from '../../testing/pgbouncer.ts'
import { openContractStore } from '../../testing/postgres-contract.ts'
import { openTestPostgres, postgresTestUrl, runOnPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { addUser, beginning } from '../../testing/store-contract/opened-store.ts'
import { testStore } from '../../testing/store-contract.ts'
import type { StoreSettings } from '../store-settings.ts'

const skip = (await whyNoPostgres()) || whyNoPgbouncer()
const name = `latchkey_test_pooled_${process.pid}`
const direct = postgresTestUrl.replace(/[^/]*$/, name)
let pooler: Pooler | undefined
let isUsed = false

after(async () => {
  await pooler?.close()
  if (skip === false) await runOnPostgres(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
})

/** The search path is not ours to set there, so it is a database of its own. */
async function takePooledDatabase(): Promise<string> {
  if (pooler === undefined) {
    await runOnPostgres(`DROP DATABASE IF EXISTS ${name}`)
    await runOnPostgres(`CREATE DATABASE ${name}`)
    await runOnPostgres(`ALTER DATABASE ${name} SET synchronous_commit = off`)
    pooler = await openPgbouncer()
  }
  if (isUsed) await runOnPostgres(emptying('public'), direct)
  isUsed = true
  return pooler.through(direct)
}

async function openPooled(t: TestContext, settings?: Partial<StoreSettings>) {
  return await openContractStore(t, await takePooledDatabase(), settings)
}

if (skip === false) testStore('pgbouncer', openPooled)
else test('the contract of stores holds behind pgbouncer', { skip }, () => {})

test('with the direct address beside it nodes behind the pooler hear each other at once', { skip }, async t => {
  const address = { url: await takePooledDatabase(), directUrl: direct }
  const [one, other] = [await openTestPostgres(t, {}, address), await openTestPostgres(t, {}, address)]
  const user = await addUser(one, 'alice@example.com')
  await one.sessions.start(beginning(user, 'session'))
  const heard = new Promise<void>(resolve => {
    t.after(other.sessions.watch?.(resolve) ?? assert.fail('it cannot listen'))
  })
  // Listening takes a moment, and hints may be lost before it.
  const timer = setInterval(() => void one.sessions.endAll(user.id, 'logout', Date.now()), 50)
  t.after(() => clearInterval(timer))
  await heard
})
