/** Requirement 19: many addresses try passwords of one account, by every endpoint and in every spelling of its name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimitedAuth, guessFromEverywhere, login, loginEndpoints, testPassword } from './credentials-endpoints.ts'

const tenFree = Array.from({ length: 10 }, () => 401)

test('after ten wrong passwords unknown addresses wait half a minute, and longer each time', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  assert.deepEqual(await guessFromEverywhere(auth, login, 12), [...tenFree, 429, 429])
  const waits: (string | null)[] = []
  for (let index = 0; index < 3; index += 1) {
    const from = `203.0.113.${index}`
    const refused = await login(auth, { from })
    waits.push(refused.headers.get('retry-after'))
    auth.clock.advance(Number(refused.headers.get('retry-after')) * 1000)
    assert.equal((await login(auth, { from: `203.0.114.${index}` })).status, 401)
  }
  assert.deepEqual(waits, ['30', '60', '120'])
})

test('a day of patient guessing from many addresses gets well under a hundred tries', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  let judged = 0
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const from = `198.51.${minute >> 8}.${minute & 255}`
    if ((await login(auth, { from })).status === 401) judged += 1
    auth.clock.advance(60_000)
  }
  assert.ok(judged >= 10 && judged < 50, `${judged} tries`)
})

test('all login endpoints share the count of an account', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  const statuses: number[] = []
  for (const endpoint of Object.values(loginEndpoints)) statuses.push(...(await guessFromEverywhere(auth, endpoint, 3)))
  assert.deepEqual(statuses, [...tenFree, 429, 429, 429, 429, 429])
})

test('all spellings of an address are one account', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  const spellings = ['eve@example.com', 'EVE@example.com', 'Eve@Example.COM', ' eve@example.com', 'eve@EXAMPLE.com\t']
  const statuses: number[] = []
  for (const email of [...spellings, ...spellings, ...spellings]) {
    statuses.push((await login(auth, { email, from: `198.51.100.${statuses.length}` })).status)
  }
  assert.deepEqual(statuses, [...tenFree, 429, 429, 429, 429, 429])
})

test('an account that does not exist is limited in the same way (account enumeration)', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  const answers = async (email: string) => {
    const seen: unknown[] = []
    for (let index = 0; index < 12; index += 1) {
      const { status, json, headers } = await login(auth, { email, from: `198.51.100.${index}` })
      seen.push([status, json, headers.get('retry-after')])
      auth.clock.advance(13_000)
    }
    return seen
  }
  assert.deepEqual(await answers('nobody@example.com'), await answers('eve@example.com'))
})

test('the right password clears the count', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  await guessFromEverywhere(auth, login, 9)
  assert.equal((await login(auth, { password: testPassword })).status, 200)
  assert.deepEqual(await guessFromEverywhere(auth, login, 11), [...tenFree, 429])
})

test('the count survives a restart', async t => {
  const { temporaryFolder } = await import('../../src/testing/temporary-folder.ts')
  const { createTestAuth } = await import('../../src/testing/test-auth.ts')
  const path = `${temporaryFolder(t)}/latchkey.sqlite3`
  const settings = { throttling: true, trustedProxies: ['192.0.2.1'] }
  const before = await createTestAuth(settings, { path })
  await before.register('eve@example.com')
  await guessFromEverywhere(before, login, 10)
  await before.close()
  const after = await createTestAuth(settings, { path, clock: before.clock })
  t.after(() => after.close())
  assert.equal((await login(after, { password: testPassword, from: '203.0.113.9' })).status, 429)
})

test('neither names nor passwords that were typed are stored', async () => {
  const auth = await createLimitedAuth()
  await login(auth, { email: 'My-Mistyped-Password-1', password: 'eve@example.com' })
  const rows = ['login_failures', 'login_addresses'].flatMap(table =>
    auth.store.database.prepare(`SELECT * FROM ${table}`).all(),
  )
  assert.equal(rows.length, 1)
  assert.doesNotMatch(JSON.stringify(rows), /mistyped|example|203\.0/i)
})
