import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, type Place, runCommand } from '../../../test/cli/in-process.ts'
import { createTestDatabase, whyNoPostgres } from '../../testing/postgres-store.ts'
import { registerProtected } from '../../testing/second-factors.ts'
import { createTestAuth } from '../../testing/test-auth.ts'

test('doctor finds no fault with a migrated database and the default settings, and advises a second factor for operators', async t => {
  const { folder, env } = openPlace(t)
  const SECRET_KEY = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'
  const place = { folder, env: { ...env, SECRET_KEY, LATCHKEY_THROTTLING: 'on' } }
  await runCommand('latchkey migrate', place)
  const { code, stdout, stderr } = await runCommand('latchkey doctor --json', place)
  assert.deepEqual([code, stderr], [0, ''])
  const findings: readonly { readonly what: string }[] = JSON.parse(stdout).findings
  // Which file system the tests run on is not the subject.
  assert.deepEqual(
    findings.map(({ what }) => what).filter(what => !what.startsWith('The file is ')),
    ['The password of an operator alone opens the admin API and the console.'],
  )
})

const skip = await whyNoPostgres()

for (const dialect of ['sqlite', 'postgres'] as const) {
  test(`doctor names the signing keys that this secretKey does not open, on ${dialect}`, {
    skip: dialect === 'postgres' && skip,
  }, async t => {
    const { folder, env } = openPlace(t)
    const DATABASE_URL = dialect === 'postgres' ? await createTestDatabase(t) : 'sqlite:data.sqlite3'
    const shared = { ...env, DATABASE_URL, LATCHKEY_KEY_ROTATION: 'manual', LATCHKEY_THROTTLING: 'on' }
    const place = { folder, env: shared }
    await runCommand('latchkey migrate', place)
    const { stdout } = await runCommand('latchkey keys rotate --json', place)
    const { kid } = JSON.parse(stdout).key
    const lost = async (at: Place) => {
      const { code, stdout: said } = await runCommand('latchkey doctor --json', at)
      const findings: readonly { readonly what: string; readonly fix: string }[] = JSON.parse(said).findings
      return { code, found: findings.filter(({ what }) => what.includes('cannot be opened')) }
    }
    assert.deepEqual(await lost(place), { code: 0, found: [] })
    const SECRET_KEY = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'
    const { code, found } = await lost({ folder, env: { ...place.env, SECRET_KEY } })
    assert.equal(code, 1)
    assert.equal(found.length, 1)
    assert.ok(found[0]?.what.startsWith(`Keys of the database cannot be opened (${kid}):`), found[0]?.what)
    assert.match(found[0]?.fix ?? '', /^Set secretKey to that of the other nodes, or list .* in previousKeys/)
    const previous = JSON.stringify([{ kid: 'before', key: env.SECRET_KEY }])
    const both = { folder, env: { ...place.env, SECRET_KEY, LATCHKEY_PREVIOUS_KEYS: previous } }
    assert.deepEqual((await lost(both)).found, [])
  })
}

test('doctor counts the authenticator apps that this secretKey does not open', async t => {
  const { folder, env } = openPlace(t)
  const auth = await createTestAuth({}, { path: `${folder}/data.sqlite3` })
  await registerProtected(auth, 'ada@example.com')
  await auth.close()
  const { code, stdout } = await runCommand('latchkey doctor', { folder, env })
  assert.equal(code, 1)
  assert.match(stdout, /Of 1 authenticator apps that were looked at, 1 cannot be used/)
})
