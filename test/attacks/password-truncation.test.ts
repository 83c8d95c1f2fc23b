/**
 * Requirement 25: a hash that reads only the head of a password (bcrypt stops at 72 bytes, C at NUL) lets in whoever
 * knows that much. Every hasher is tried, as new hashes may be made with any.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const email = 'alice@example.com'
const hashers = ['argon2', 'pbkdf2_sha256', 'pbkdf2_sha1', 'bcrypt_sha256', 'scrypt'] as const
const cheap = { pbkdf2Iterations: 10, bcryptRounds: 4, scryptCost: 16 }

const long = 'correct-horse-battery-staple-'.repeat(4)
const twins: readonly (readonly [password: string, twin: string])[] = [
  [`${long}A`, `${long}B`],
  [long, long.slice(0, 72)],
  [long, `${long}A`],
  ['caf\u00e9-au-lait-7', 'cafe-au-lait-7'],
  ['Tr0ub4dor&3-x', 'tr0ub4dor&3-x'],
  [' Tr0ub4dor&3 x ', 'Tr0ub4dor&3 x'],
]

for (const passwordHasher of hashers) {
  test(`${passwordHasher}: a password is its whole text, and no other text is it`, async () => {
    for (const [password, twin] of twins) {
      const auth = await createTestAuth({ passwordHasher, ...cheap })
      await auth.register(email, password)
      await auth.login(email, password)
      const reply = await auth.request('POST', '/api/auth/login/', { json: { email, password: twin } })
      assert.equal(reply.status, 401, twin)
    }
  })
}

test('a NUL does not end a password: it is refused, at registration and at login', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const nul = { email, password: 'SecurePass123!\u0000tail' }
  assert.ok([400, 401].includes((await auth.request('POST', '/api/auth/login/', { json: nul })).status))
  const other = { ...nul, email: 'bob@example.com', password_confirm: nul.password }
  assert.equal((await auth.request('POST', '/api/auth/register/', { json: other })).status, 400)
})

test('sixty-four characters work, whatever their bytes, and the limit above answers 400', async () => {
  for (const character of ['x', 'ß', '漢', '🦊']) {
    const auth = await createTestAuth()
    const password = `Zq7-${character.repeat(60)}`
    await auth.register(email, password)
    await auth.login(email, password)
  }
  const auth = await createTestAuth()
  const password = 'Zq7-'.repeat(1025)
  const json = { email, password, password_confirm: password }
  assert.equal((await auth.request('POST', '/api/auth/register/', { json })).status, 400)
})

test('common, short and wholly numeric passwords are refused, and no composition is asked for', async () => {
  const auth = await createTestAuth()
  for (const password of ['password', 'qwertyuiop', 'iloveyou', 'short7!', '84736251']) {
    const json = { email, password, password_confirm: password }
    assert.equal((await auth.request('POST', '/api/auth/register/', { json })).status, 400, password)
  }
  await auth.register(email, 'six brown owls at dusk')
})
