import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClaims } from '../../../testing/read-claims.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const alice = { email: 'alice@example.com', password: 'SecurePass123!' }
const login = (auth: Awaited<ReturnType<typeof createTestAuth>>, json: object, path = '/api/auth/login/') =>
  auth.request('POST', path, { json })

test('a login gives a pair and the user, and no field more', async () => {
  const auth = await createTestAuth()
  await auth.register(alice.email)
  const { status, json } = await login(auth, alice)
  assert.deepEqual([status, Object.keys(json).sort()], [200, ['access', 'refresh', 'user']])
  assert.equal(json.user.email, alice.email)
})

test('the tutorial’s claims are in the tokens, and the configuration’s replace them', async () => {
  const plain = await createTestAuth()
  await plain.register(alice.email)
  assert.equal(readClaims((await login(plain, alice)).json.access).email, alice.email)
  const own = await createTestAuth({ tokenClaims: user => ({ staff: user.isStaff }) })
  await own.register(alice.email)
  const claims = readClaims((await login(own, alice)).json.access)
  assert.deepEqual([claims.staff, claims.email], [false, undefined])
})

test('wrong and unknown get one answer (account enumeration)', async () => {
  const auth = await createTestAuth()
  await auth.register(alice.email)
  const wrong = await login(auth, { ...alice, password: 'wrong' })
  const unknown = await login(auth, { ...alice, email: 'x@example.com' })
  assert.deepEqual([wrong.status, wrong.text], [401, unknown.text])
})
