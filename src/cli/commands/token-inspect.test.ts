import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { createKeyring } from '../../keys/keyring.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { encodeCompact } from '../../tokens/codec.ts'

test('token inspect says in words when a token expires', async t => {
  const place = openPlace(t)
  const { signing } = createKeyring({ algorithm: 'HS256', signingKey: place.env.SECRET_KEY ?? '' })
  const exp = Math.floor(Date.now() / 1000) + 3600
  const token = encodeCompact({ token_type: 'access', exp, iat: 1, jti: 'a', user_id: '7' }, signing)
  const { code, stdout } = await runCommand(`latchkey token inspect ${token}`, place)
  assert.equal(code, 0)
  assert.match(stdout, /exp +\d+ +(1 hour|59 minutes)/)
})

test('token inspect --store tells the end of the session, from standard input, and prints no signature', async t => {
  const place = openPlace(t)
  const secretKey = place.env.SECRET_KEY ?? ''
  const clock = createFakeClock(Date.now())
  const auth = await createTestAuth({ secretKey }, { path: join(place.folder, 'data.sqlite3'), clock })
  const pair = await auth.register('alice@example.com')
  const inspect = () => runCommand(`echo ${pair.access} | latchkey token inspect --store -`, place)
  const alive = await inspect()
  assert.equal(alive.code, 0, alive.stderr)
  assert.match(alive.stdout, /^session +alive$/m)
  assert.match(alive.stdout, /^answer +200, in the Authorization header$/m)
  await auth.logout(pair)
  const ended = await inspect()
  assert.equal(ended.code, 1)
  assert.match(ended.stdout, /^session +ended 20\S+: The user logged out\.$/m)
  assert.match(ended.stdout, /^user +alice@example\.com \(id 1\), active$/m)
  assert.match(ended.stdout, /^answer +401 token_not_valid, in the Authorization header: /m)
  const asJson = await runCommand(`latchkey token inspect --store --json ${pair.refresh}`, place)
  assert.equal(JSON.parse(asJson.stdout).store.session.endReason, 'logout')
  for (const token of [pair.access, pair.refresh]) {
    const signature = token.split('.')[2] ?? ''
    for (const text of [ended.stdout, ended.stderr, asJson.stdout, asJson.stderr]) assert.ok(!text.includes(signature))
  }
  await auth.close()
})
