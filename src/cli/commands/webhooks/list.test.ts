import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../../test/cli/in-process.ts'
import { openTestStore } from '../../../testing/sqlite-store.ts'

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'

test('who lists what waits is told until when its endpoint is left alone, and the table of endpoints says so', async t => {
  const { folder, env } = openPlace(t)
  const url = 'http://127.0.0.1:2/hooks'
  const LATCHKEY_WEBHOOKS = JSON.stringify({ billing: { url, secret }, crm: { url, secret } })
  const place = { folder, env: { ...env, LATCHKEY_WEBHOOKS } }
  const { deliveries } = openTestStore(t, `${folder}/data.sqlite3`)
  const now = Date.now()
  for (const endpoint of ['billing', 'crm']) await deliveries.put({ endpoint, event: 'user.created', body: '{}', now })
  await deliveries.noteBatch({ endpoint: 'billing', taken: 0, failed: 1, asked: 600_000, now })
  const until = `${new Date(now + 600_000).toISOString().slice(0, 19)}Z`
  const listed = await runCommand('latchkey webhooks list', place)
  assert.equal(listed.code, 0)
  assert.deepEqual(listed.stderr.match(/.*left alone.*/g), [
    `billing is left alone until ${until}: it is away, or asked for that.`,
  ])
  const endpoints = await runCommand('latchkey webhooks list --endpoints', place)
  assert.match(endpoints.stdout, new RegExp(`^billing .* ${until}$`, 'm'))
  assert.match(endpoints.stdout, /^crm .* 0$/m)
  const asJson = await runCommand('latchkey webhooks list --json', place)
  assert.ok(!asJson.stderr.includes('left alone'))
  assert.equal(JSON.parse(asJson.stdout).results.length, 2)
})
