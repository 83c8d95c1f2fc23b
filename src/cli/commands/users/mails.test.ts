import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inDatabase } from '../../../../test/cli/database.ts'
import { openPlace, runCommand } from '../../../../test/cli/in-process.ts'

test('the link that a command prints opens the account once, without a mail server too, and an older one no more', async t => {
  const place = openPlace(t)
  const run = (line: string) => runCommand(line, place)
  await run('echo SecurePass123! | latchkey users create --email alice@example.com --stdin')
  const links = [await run('latchkey users password-link 1'), await run('latchkey users password-link 1')]
  const tokens = links.map(({ stdout }) => new URL(stdout.trim()).searchParams.get('token'))
  const reset = (token: unknown) =>
    inDatabase(place, async ({ request }) => {
      const json = { token, new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
      return (await request('POST', '/api/auth/password/reset/confirm/', { json })).status
    })
  const pages = await inDatabase(place, async ({ request }) => {
    const { pathname, search } = new URL(links[1]?.stdout.trim() ?? '')
    return [
      (await request('GET', pathname + search)).status,
      (await request('GET', '/account/forgot-password/')).status,
    ]
  })
  assert.deepEqual(pages, [200, 404])
  assert.deepEqual([await reset(tokens[0]), await reset(tokens[1]), await reset(tokens[1])], [400, 200, 400])
})

test('where nothing would take the link, none is made', async t => {
  const place = openPlace(t)
  await runCommand('latchkey users create --email alice@example.com --unusable', place)
  const { code, stdout, stderr } = await runCommand('LATCHKEY_COMPAT=simplejwt latchkey users password-link 1', place)
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /no link for a password is taken/)
})

test('without the secret of the server no link is made: it would open nothing', async t => {
  const place = openPlace(t)
  const { SECRET_KEY: _, ...env } = place.env
  const run = (line: string) => runCommand(line, { ...place, env })
  await run('latchkey users create --email alice@example.com --unusable')
  const { code, stdout, stderr } = await run('latchkey users password-link 1')
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /SECRET_KEY .* is not set/)
  // What reads no secret works, and does not take the stand-in for one.
  assert.deepEqual(JSON.parse((await run('latchkey keys list --json')).stdout).results, [])
  assert.equal(JSON.parse((await run('latchkey settings secretKey --json')).stdout).value, null)
})
