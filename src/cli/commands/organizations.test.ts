import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inDatabase } from '../../../test/cli/database.ts'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

test('an operator lists organizations, gives roles, removes members and deletes one, and it is on record', async t => {
  const cheap = openPlace(t)
  const here = { ...cheap, env: { ...cheap.env, LATCHKEY_ORGANIZATIONS: 'on' } }
  const run = (line: string) => runCommand(line, here)
  for (const name of ['alice', 'bob']) {
    assert.equal((await run(`latchkey users create --email ${name}@example.com --unusable`)).code, 0)
  }
  await inDatabase(here, async ({ store, auth }) => {
    const now = auth.system.clock.now()
    const owner = (await store.users.findByLogin('alice@example.com'))?.id ?? assert.fail()
    const bob = (await store.users.findByLogin('bob@example.com'))?.id ?? assert.fail()
    const about = { now, by: undefined }
    for (const slug of ['acme', 'umbrella'])
      await store.organizations.create({ id: `org_${slug}`, slug, name: `The ${slug}`, owner, ...about })
    await store.organizationDirectory.addMember('org_acme', bob, 'member', { ...about, limit: 10 })
  })
  const listed = JSON.parse((await run('latchkey organizations list --json')).stdout)
  assert.deepEqual(
    listed.results.map(({ slug }: Record<string, unknown>) => slug),
    ['acme', 'umbrella'],
  )
  assert.match(
    (await run('latchkey organizations list --search umb')).stdout,
    /^short name .*\numbrella +The umbrella /,
  )
  assert.match((await run('latchkey organizations list --search nothing')).stdout, /no such organization/)
  const members = await run('latchkey organizations members acme')
  assert.match(members.stdout, /alice@example\.com +owner .*\nbob@example\.com +member /)

  const unknown = await run('latchkey organizations set-role acme bob@example.com admn')
  assert.deepEqual([unknown.code, /Write admin\./.test(unknown.stderr)], [1, true])
  const given = await run('latchkey organizations set-role acme bob@example.com admin')
  assert.deepEqual([given.code, given.stdout], [0, 'bob@example.com is admin in acme.\n'])
  const last = await run('latchkey organizations remove acme alice@example.com')
  assert.deepEqual([last.code, /last owner/.test(last.stderr)], [1, true])
  const owner = await run('latchkey users delete alice@example.com --yes')
  assert.deepEqual([owner.code, /last owner of an organization/.test(owner.stderr)], [1, true])
  const removed = await run('latchkey organizations remove org_acme bob@example.com --json')
  assert.deepEqual([removed.code, JSON.parse(removed.stdout)], [0, { done: true }])
  const again = await run('latchkey organizations remove acme bob@example.com')
  assert.deepEqual([again.code, /no member there/.test(again.stderr)], [1, true])

  assert.equal((await run('latchkey organizations delete umbrella')).code, 1, 'there is no terminal to ask')
  assert.equal(
    (await run('latchkey organizations delete umbrella --yes')).stdout,
    'Deleted the organization umbrella.\n',
  )
  const gone = await run('latchkey organizations members umbrella')
  assert.deepEqual([gone.code, /no organization "umbrella"/.test(gone.stderr)], [1, true])
  const rows = JSON.parse((await run('latchkey audit list --json')).stdout).results as Record<string, unknown>[]
  const seen = rows.filter(
    ({ event }) => String(event).startsWith('organization.') && String(event) !== 'organization.created',
  )
  assert.ok(seen.length >= 3 && seen.some(({ actor }) => /^cli:./.test(String(actor))), JSON.stringify(rows))
})

test('where organizations are off, a command says what turns them on', async t => {
  const here = openPlace(t)
  assert.equal((await runCommand('latchkey migrate', here)).code, 0)
  const off = await runCommand('latchkey organizations list', here)
  assert.deepEqual([off.code, /organizations: 'on'/.test(off.stderr)], [1, true])
})
