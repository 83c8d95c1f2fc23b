/** `latchkey token inspect` and `latchkey flushexpired`, as a shell sees them. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createKeyring } from '../../src/keys/keyring.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'
import { run } from './command-line.ts'

const SECRET_KEY = 'a secret that tests share, and that protects nothing at all'

async function place(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'))
  t.after(() => rm(folder, { recursive: true }))
  return { folder, env: { SECRET_KEY } }
}

function tokenFor(exp: number): string {
  const { signing } = createKeyring({ algorithm: 'HS256', signingKey: SECRET_KEY })
  return encodeCompact({ token_type: 'access', exp, iat: 1, jti: 'a', user_id: '7', name: 'a\u001b[31mred' }, signing)
}

test('a good token is shown with its times in words, without its signature, and the exit code is 0', async t => {
  const text = tokenFor(Math.floor(Date.now() / 1000) + 3600)
  const { code, stdout } = await run(['token', 'inspect', text], await place(t))
  assert.equal(code, 0)
  assert.match(stdout, /user_id +7/)
  assert.match(stdout, /exp +\d+ +(1 hour|59 minutes)/)
  assert.match(stdout, /kind +access/)
  assert.match(stdout, /signature and times are valid/)
  assert.ok(!stdout.includes(text.split('.')[2] ?? ''))
})

test('a claim cannot colour the screen', async t => {
  const { stdout } = await run(['token', 'inspect', tokenFor(4_000_000_000)], await place(t))
  assert.ok(!stdout.includes('\u001b'))
})

test('an expired token is shown, and the exit code is 1', async t => {
  const { code, stdout } = await run(['token', 'inspect', '--json', tokenFor(1000)], await place(t))
  assert.equal(code, 1)
  assert.equal(JSON.parse(stdout).verdict, 'Token is expired (expired)')
})

test('what is no token is refused with a hint, and without a token the command says what it needs', async t => {
  const where = await place(t)
  const none = await run(['token', 'inspect', 'Bearer'], where)
  assert.equal(none.code, 1)
  assert.match(none.stderr, /This is no token/)
  const missing = await run(['token', 'inspect'], where)
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /TOKEN is needed/)
})

test('flushexpired counts what it deleted', async t => {
  const { code, stdout } = await run(['flushexpired', '--json'], await place(t))
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout), { sessions: 0, spentTokens: 0, revocations: 0, auditRows: 0 })
})
