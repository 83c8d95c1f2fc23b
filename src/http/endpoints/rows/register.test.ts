import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailbox } from '../../../testing/mailbox.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const password = 'SecurePass123!'
const alice = { email: 'alice@example.com', password, password_confirm: password }
const post = (auth: Awaited<ReturnType<typeof createTestAuth>>, json: object) =>
  auth.request('POST', '/api/auth/register/', { json })

test('a registration opens an account and logs in to it', async () => {
  const auth = await createTestAuth()
  const { status, json } = await post(auth, alice)
  assert.deepEqual([status, json.message, json.user.email], [201, 'User registered successfully', alice.email])
  assert.equal((await auth.visit(json.tokens.access)).status, 200)
})

test('flags in the body make no administrator (mass assignment)', async () => {
  const auth = await createTestAuth()
  await post(auth, { ...alice, is_staff: true, is_superuser: true, id: 99, email_verified: true })
  const user = await auth.store.users.findByLogin(alice.email)
  assert.deepEqual([user?.id, user?.isStaff, user?.isSuperuser, user?.emailVerified], [1, false, false, false])
})

test('a taken address and a poor password are told in one answer', async () => {
  const auth = await createTestAuth()
  await post(auth, alice)
  const { status, json } = await post(auth, {
    ...alice,
    email: 'Alice@example.com',
    password: 'x',
    password_confirm: 'x',
  })
  assert.equal(status, 400)
  assert.deepEqual(Object.keys(json).sort(), ['email', 'password'])
})

test('passwords that differ are told once everything else is right', async () => {
  const auth = await createTestAuth()
  const { status, json } = await post(auth, { ...alice, password_confirm: 'AnotherPass456!' })
  assert.deepEqual([status, json], [400, { password_confirm: ['Password fields do not match.'] }])
  assert.equal(await auth.store.users.findByLogin(alice.email), undefined)
})

test('where addresses must be verified first, a registration hands out no tokens', async () => {
  const settings = { ...createMailbox().settings, requireVerifiedEmail: true }
  const { status, json } = await post(await createTestAuth(settings), alice)
  assert.deepEqual([status, json.tokens], [201, undefined])
})

test('a password of 4,500 characters is longer than the setting allows; under compat it registers and logs in', async () => {
  const long = 'correct horse '.repeat(400).slice(0, 4500).trim()
  const refused = await post(await createTestAuth(), { ...alice, password: long, password_confirm: long })
  assert.deepEqual(refused.json.password, ['Ensure this field has no more than 4096 characters.'])
  const auth = await createTestAuth({ compat: 'simplejwt' })
  assert.equal((await post(auth, { ...alice, password: long, password_confirm: long })).status, 201)
  const json = { email: alice.email, password: long }
  assert.equal((await auth.request('POST', '/api/auth/login/', { json })).status, 200)
  const set = await createTestAuth({ compat: 'simplejwt', maximumPasswordLength: 4096 })
  assert.equal((await post(set, { ...alice, password: long, password_confirm: long })).status, 400)
})
