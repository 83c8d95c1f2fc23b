import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../../settings.ts'
import { checkAdoption } from './check-adoption.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'

function examine(values: Record<string, unknown>) {
  return checkAdoption(resolveSettings([{ source: 'test', values: { secretKey, ...values } }]))
}

test('hazards g, i, j: the doctor says what a weak key, another hasher and counted hashes lead to', () => {
  assert.deepEqual(examine({}), [])
  const django = { djangoDatabaseUrl: 'sqlite:db.sqlite3' }
  assert.deepEqual(examine({ ...django, passwordHasher: 'pbkdf2_sha256' }), [])
  const found = examine({
    ...django,
    signingKey: 'short-key-of-a-team',
    acceptWeakSigningKey: 'while-adopting',
    checkRevokeToken: true,
  })
  assert.deepEqual(
    found.map(({ what }) => /weak key|argon2|CHECK_REVOKE_TOKEN/.exec(what)?.[0]),
    ['weak key', 'argon2', 'CHECK_REVOKE_TOKEN'],
  )
  assert.match(found[0]?.fix ?? '', /^It signs only while Django verifies; then make a strong key.*previousKeys/)
})
