import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { type TestContext, test } from 'node:test'
import { openPlace, type Place, runCommand } from '../../../test/cli/in-process.ts'
import { createAuth } from '../../auth.ts'
import { loadSettings } from '../../server/config/load-settings.ts'
import { openStore } from '../../stores/open-store.ts'
import { createTestClient, type TestClient } from '../../testing/test-client.ts'

const email = 'alice@example.com'

async function withAlice(t: TestContext): Promise<Place> {
  const place = openPlace(t)
  await runCommand(`echo SecurePass123! | latchkey users create --email ${email} --stdin`, place)
  return place
}

/** A server of the same database, for the time of one call. */
async function withServer<T>({ env, folder: cwd }: Place, use: (client: TestClient) => Promise<T>): Promise<T> {
  const settings = await loadSettings({ env, cwd })
  const auth = await createAuth({ settings, store: await openStore(settings.databaseUrl, settings, {}, cwd) })
  try {
    return await use(createTestClient(auth.dispatch))
  } finally {
    await auth.close()
  }
}

test('explain names the operator who ended the session of a refused token', async t => {
  const place = await withAlice(t)
  const { access } = await withServer(place, client => client.login(email))
  await runCommand('latchkey users deactivate 1', place)
  const refused = await withServer(place, ({ request }) => request('GET', '/api/auth/profile/', { token: access }))
  assert.equal(refused.status, 401)
  const { code, stdout } = await runCommand(`latchkey explain ${refused.headers.get('latchkey-trace')}`, place)
  assert.equal(code, 0)
  const ended = `a session ended: The account was deactivated. (user 1, by cli:${userInfo().username})`
  assert.ok(stdout.includes(ended), stdout)
})
