/** Commands about tokens and accounts where the keys are in the database. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { openPlace, runCommand } from '../cli/in-process.ts'

const [minute, day] = [60_000, 86_400_000]

/** A database whose second key signs today, and the third is published. */
async function openRotated(t: TestContext) {
  const place = openPlace(t)
  const env = { ...place.env, LATCHKEY_KEY_ROTATION: '30d' }
  const clock = createFakeClock(Date.now() - day)
  const config = { secretKey: place.env.SECRET_KEY, keyRotation: '30d' }
  const auth = await createTestAuth(config, { path: `${place.folder}/data.sqlite3`, clock })
  clock.advance(day - minute)
  // Known to every node by now.
  await auth.system.signingKeys?.publishNext(clock.now() + 2 * day, auth.system.origin)
  clock.advance(minute)
  await auth.system.signingKeys?.refresh()
  const { access } = await auth.register('ann@example.com')
  await auth.close()
  return { place: { ...place, env }, access }
}

test('token inspect knows the keys of the database, and says nothing of them', async t => {
  const { place, access } = await openRotated(t)
  const { code, stdout, stderr } = await runCommand(`latchkey token inspect ${access}`, place)
  assert.equal(code, 0, stdout + stderr)
  assert.match(stdout, /signature and times are valid/)
  const asked = await runCommand(`latchkey token inspect --store ${access}`, place)
  assert.equal(asked.code, 0, asked.stdout + asked.stderr)
})

test('a retired key is refused by a command, too, with what that ended', async t => {
  const { place, access } = await openRotated(t)
  const kid = JSON.parse(Buffer.from(access.split('.')[0] ?? '', 'base64url').toString()).kid
  assert.equal((await runCommand('latchkey keys rotate --leaked', place)).code, 0)
  const retired = await runCommand(`latchkey keys retire --yes ${kid}`, place)
  assert.match(retired.stdout, /Ends at most 1 session/)
  assert.match(retired.stdout, new RegExp(`Retired ${kid}`))
})

test('a key that was retired after a backup does not come back with it', async t => {
  const { place, access } = await openRotated(t)
  const kid = JSON.parse(Buffer.from(access.split('.')[0] ?? '', 'base64url').toString()).kid
  const run = async (line: string) => {
    const { code, stdout, stderr } = await runCommand(`latchkey ${line}`, place)
    assert.equal(code, 0, stdout + stderr)
    return stdout
  }
  await run('backup before.sqlite3')
  await run('keys rotate --leaked')
  await run(`keys retire --yes ${kid}`)
  await run('restore --force before.sqlite3')
  const { results } = JSON.parse(await run('keys list --json'))
  const states = results.map((key: { kid: string; use: string }) => [key.kid, key.use])
  // In the backup the next one signs later.
  assert.deepEqual(
    states.find(([name]: [string]) => name === kid),
    [kid, 'retired'],
  )
  assert.ok(states.some(([, use]: [string, string]) => use === 'signing'))
})

test('a command neither makes the first key of the database nor the next one by itself', async t => {
  const place = openPlace(t)
  const env = { ...place.env, LATCHKEY_KEY_ROTATION: '30d' }
  await runCommand('latchkey migrate', { ...place, env })
  await runCommand('latchkey users list', { ...place, env })
  const { stdout } = await runCommand('latchkey keys list --json', { ...place, env })
  const { results, rotates } = JSON.parse(stdout)
  assert.deepEqual([results.length, results[0].published_at, rotates], [1, null, 30 * 86_400])
})
