import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inDatabase } from '../../../../test/cli/database.ts'
import { openPlace, runCommand } from '../../../../test/cli/in-process.ts'
import { change, passkeyOf, totpOf } from '../../../testing/store-contract/enrolled-factors.ts'

test('an operator lists the factors of an account and removes them all, and it is on record', async t => {
  const place = openPlace(t)
  const run = (line: string) => runCommand(line, place)
  for (const name of ['alice', 'bob']) {
    assert.equal((await run(`latchkey users create --email ${name}@example.com --unusable`)).code, 0)
  }
  await inDatabase(place, async ({ store, auth }) => {
    const { id: userId } = (await store.users.findByLogin('alice@example.com')) ?? assert.fail()
    const now = auth.system.clock.now()
    await store.factors.beginTotp(totpOf(userId, 'app'))
    await store.factors.confirmTotp({ ...change, userId, id: 'app', step: 1, sid: undefined })
    await store.factors.addPasskey(passkeyOf(userId, 'key'), 10, { ...change, sid: undefined })
    const device = { id: 'd', userId, digest: 'x', address: '192.0.2.7', userAgent: 'Firefox', trustedAt: now }
    await store.factors.trustDevice({ ...device, lastUsedAt: now, expiresAt: now + 60_000 }, 5)
  })
  const listed = JSON.parse((await run('latchkey users factors alice@example.com --json')).stdout)
  assert.deepEqual(
    listed.factors.map(({ kind, name }: Record<string, unknown>) => [kind, name]),
    [
      ['totp', 'name of app'],
      ['passkey', 'name of key'],
    ],
  )
  const { stdout } = await run('latchkey users factors 1')
  assert.match(stdout, /^factor .*\ntotp +name of app .*\npasskey +name of key .* never\nRecovery codes left: 0\.\n/)
  assert.match(stdout, /trusted browser .*\nFirefox +192\.0\.2\.7 /)
  assert.match((await run('latchkey users list --mfa')).stdout, /alice@/)
  assert.doesNotMatch((await run('latchkey users list --no-mfa')).stdout, /alice@/)
  assert.equal((await run('latchkey users list --mfa --no-mfa')).code, 2)
  assert.equal((await run('latchkey users reset-factors nobody')).code, 1)
  const reset = await run('latchkey users reset-factors 1')
  assert.deepEqual(
    [reset.code, reset.stdout],
    [0, 'alice@example.com has no second factor any more: 2 removed, with recovery codes and trusted browsers.\n'],
  )
  assert.match((await run('latchkey users factors 1')).stdout, /has no second factor\.\n/)
  assert.match((await run('latchkey users reset-factors bob@example.com')).stdout, /had no second factor\.\n/)
  const [row] = JSON.parse((await run('latchkey audit list --event factor.reset --json')).stdout).results
  assert.deepEqual([row.user_id, /^cli:./.test(row.actor)], [1, true])
})
