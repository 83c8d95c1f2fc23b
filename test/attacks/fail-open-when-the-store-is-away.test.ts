/**
 * Requirement 17, failing open: the database fails in the middle of the day. Nothing is let through, nothing hangs,
 * nothing is told.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { withDamagedTables } from '../../src/testing/damaged-tables.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { type Reply, testPassword } from '../../src/testing/test-client.ts'
import { loginEndpoints, oldPasswordEndpoint } from './credentials-endpoints.ts'

function assertUnavailable({ status, headers, json }: Reply, what: string): void {
  assert.equal(status, 503, what)
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, what)
  assert.deepEqual(json, { detail: 'The service is temporarily unavailable.' }, what)
}

for (const table of ['users', 'sessions', 'login_failures']) {
  test(`while ${table} cannot be read no login succeeds, and afterwards all do again`, async t => {
    const path = join(temporaryFolder(t), 'latchkey.sqlite3')
    const auth = await createTestAuth({ throttling: true, loginRate: null }, { path })
    t.after(() => auth.close())
    await auth.register('eve@example.com')
    const right = { password: testPassword }
    await withDamagedTables(path, [table], async () => {
      for (const [name, endpoint] of Object.entries(loginEndpoints))
        assertUnavailable(await endpoint(auth, right), name)
    })
    for (const [name, endpoint] of Object.entries(loginEndpoints))
      assert.equal((await endpoint(auth, right)).status, 200, name)
  })
}

test('a refresh, a logout and a password change fail as a whole, and work when the store is back', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const auth = await createTestAuth({}, { path })
  t.after(() => auth.close())
  const pair = await auth.register('eve@example.com')
  await withDamagedTables(path, ['sessions'], async () => {
    assertUnavailable(await auth.refresh(pair.refresh), 'refresh')
    assertUnavailable(await auth.logout(pair), 'logout')
    assertUnavailable(await oldPasswordEndpoint(pair.access)(auth, { password: testPassword }), 'password change')
  })
  assert.equal((await auth.visit(pair.access)).status, 200)
  const refreshed = await auth.refresh(pair.refresh)
  assert.equal(refreshed.status, 200)
  assert.equal((await auth.logout(refreshed.json)).status, 200)
  assert.equal((await auth.visit(refreshed.json.access)).status, 401)
})

test('a mistake in our own SQL lets nobody in either, and is a 500 whose cause only the event has', async () => {
  const auth = await createTestAuth({ throttling: true, loginRate: null })
  await auth.register('eve@example.com')
  auth.store.database.exec('ALTER TABLE sessions RENAME TO elsewhere')
  const { status, json } = await auth.request('POST', '/api/auth/login/', {
    json: { email: 'eve@example.com', password: testPassword },
  })
  assert.deepEqual([status, json], [500, { detail: 'Internal server error.' }])
  const failed = auth.events.find(({ name }) => name === 'request.failed')
  assert.match(String(failed?.name === 'request.failed' && failed.data.cause), /no such table: .*sessions/)
})
