/** Requirement 17: the database fails in the middle of the day. Nothing is let through, nothing hangs, nothing is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { type Reply, testPassword } from '../../src/testing/test-client.ts'
import { loginDoors, oldPasswordDoor } from './credentials-endpoints.ts'

/** Takes the tables away under the server's feet, runs, and puts them back: no restart in between. */
async function withoutTables(auth: TestAuth, tables: readonly string[], run: () => Promise<void>): Promise<void> {
  for (const table of tables) auth.store.database.exec(`ALTER TABLE ${table} RENAME TO ${table}_away`)
  try {
    await run()
  } finally {
    for (const table of tables) auth.store.database.exec(`ALTER TABLE ${table}_away RENAME TO ${table}`)
  }
}

function assertUnavailable({ status, headers, json }: Reply, what: string): void {
  assert.equal(status, 503, what)
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, what)
  assert.deepEqual(json, { detail: 'The service is temporarily unavailable.' }, what)
}

for (const table of ['users', 'sessions', 'login_failures']) {
  test(`without ${table} no door lets anybody in, and with them all do again`, async () => {
    const auth = await createTestAuth({ throttling: true, loginRate: null })
    await auth.register('eve@example.com')
    const right = { password: testPassword }
    await withoutTables(auth, [table], async () => {
      for (const [name, door] of Object.entries(loginDoors)) assertUnavailable(await door(auth, right), name)
    })
    for (const [name, door] of Object.entries(loginDoors)) assert.equal((await door(auth, right)).status, 200, name)
  })
}

test('a refresh, a logout and a password change fail as a whole, and work when the store is back', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register('eve@example.com')
  await withoutTables(auth, ['sessions'], async () => {
    assertUnavailable(await auth.refresh(pair.refresh), 'refresh')
    assertUnavailable(await auth.logout(pair), 'logout')
    assertUnavailable(await oldPasswordDoor(pair.access)(auth, { password: testPassword }), 'password change')
  })
  assert.equal((await auth.visit(pair.access)).status, 200)
  const refreshed = await auth.refresh(pair.refresh)
  assert.equal(refreshed.status, 200)
  assert.equal((await auth.logout(refreshed.json)).status, 200)
  assert.equal((await auth.visit(refreshed.json.access)).status, 401)
})
