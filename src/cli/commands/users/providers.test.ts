import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inDatabase } from '../../../../test/cli/database.ts'
import { openPlace, runCommand } from '../../../../test/cli/in-process.ts'

test('an operator lists the linked providers and removes one, the last way in too, and it is on record', async t => {
  const place = openPlace(t)
  const run = (line: string) => runCommand(line, place)
  assert.equal((await run('latchkey users create --email alice@example.com --unusable')).code, 0)
  assert.equal((await run('latchkey users create --email bob@example.com --unusable')).code, 0)
  await inDatabase(place, async ({ store, auth }) => {
    const user = (await store.users.findByLogin('alice@example.com')) ?? assert.fail()
    const now = auth.system.clock.now()
    await store.socialAccounts.link({ provider: 'acme', subject: '7', email: 'a@acme.example', userId: user.id, now })
  })
  const listed = JSON.parse((await run('latchkey users providers alice@example.com --json')).stdout)
  assert.deepEqual(
    listed.map(({ provider, email, is_usable: isUsable }: Record<string, unknown>) => [provider, email, isUsable]),
    [['acme', 'a@acme.example', false]],
  )
  assert.match((await run('latchkey users providers 1')).stdout, /^provider .*\nacme +a@acme\.example .* no\n$/)
  for (const [line, says] of [
    ['unlink 1 acne', /is not linked to "acne"\.\n +Did you mean acme\? It is linked to: acme\./],
    ['unlink 2 acme', /bob@example\.com is not linked to "acme"\.\n +It is linked to none\./],
    ['unlink nobody acme', /There is no account "nobody"/],
  ] as const) {
    const { code, stderr } = await run(`latchkey users ${line}`)
    assert.equal(code, 1, line)
    assert.match(stderr, says)
  }
  const { code, stdout } = await run('latchkey users unlink 1 acme')
  assert.deepEqual([code, stdout], [0, 'alice@example.com is no longer linked to acme.\n'])
  assert.match((await run('latchkey users providers 1')).stdout, /is linked to no provider/)
  const [row] = JSON.parse((await run('latchkey audit list --event social.unlinked --json')).stdout).results
  assert.deepEqual([row.user_id, row.reason, /^cli:./.test(row.actor)], [1, 'acme', true])
})
