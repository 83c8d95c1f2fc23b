import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClaims } from '../../../testing/read-claims.ts'
import { addApp, beginLogin, verify } from '../../../testing/second-factors.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { type Pair, testPassword as password, type Reply } from '../../../testing/test-client.ts'
import {
  type Authenticator,
  assertOnce,
  type Ceremony,
  createAuthenticator,
  register,
} from '../webauthn/tests/authenticator.ts'

const email = 'alice@example.com'
const origin = 'https://app.example.com'
const config = { publicUrl: origin } as const

const newDevice = (name = 'a passkey of a test') => createAuthenticator(-7, Buffer.from(name))

function credentialOf({ id: bytes }: Authenticator, response: Readonly<Record<string, Buffer>>) {
  const id = bytes.toString('base64url')
  const texts = Object.entries(response).map(([name, value]) => [name, value.toString('base64url')])
  return { id, rawId: id, type: 'public-key', response: Object.fromEntries(texts), clientExtensionResults: {} }
}

function ceremonyOf({ json }: Reply, about: Partial<Ceremony> = {}): Ceremony {
  const challenge = Buffer.from(json.challenge, 'base64url')
  return { challenge, origin, rpId: 'app.example.com', counter: 0, ...about }
}

async function addPasskey({ request }: TestAuth, { access: token }: Pair, device: Authenticator): Promise<Reply> {
  const json = { current_password: password }
  const options = await request('POST', '/api/auth/mfa/passkeys/options/', { token, json })
  const credential = credentialOf(device, { ...register(device, ceremonyOf(options)) })
  return await request('POST', '/api/auth/mfa/passkeys/', { token, json: { credential, name: 'Key' } })
}

const optionsOf = ({ request }: TestAuth, json: object = {}) =>
  request('POST', '/api/auth/passkeys/login/options/', { json })

async function assertion(auth: TestAuth, device: Authenticator, about: Partial<Ceremony> = {}, asked?: Reply) {
  const ceremony = ceremonyOf(asked ?? (await optionsOf(auth)), about)
  return credentialOf(device, { ...assertOnce(device, ceremony) })
}

const signIn = ({ request }: TestAuth, credential: unknown) =>
  request('POST', '/api/auth/passkeys/login/', { json: { credential } })

test('a passkey signs in alone, and its session is as strong as one of two factors', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  const added = await addPasskey(auth, await auth.register(email), device)
  assert.equal(added.status, 201, added.text)
  assert.equal(added.json.recovery_codes.length, 10)
  const entered = await signIn(auth, await assertion(auth, device, { counter: 1 }))
  assert.equal(entered.status, 200, entered.text)
  const { amr, acr } = readClaims(entered.json.access)
  assert.deepEqual({ amr, acr }, { amr: ['hwk', 'user', 'mfa'], acr: 'aal2' })
})

test('as a second factor it is named to who showed the first one, and to no stranger', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  await addPasskey(auth, await auth.register(email), device)
  assert.deepEqual((await optionsOf(auth)).json.allowCredentials, [])
  const { mfa_token: token, methods } = (await beginLogin(auth, email)).json
  assert.deepEqual(methods, ['passkey', 'recovery_code'])
  const asked = await optionsOf(auth, { mfa_token: token })
  assert.deepEqual(
    asked.json.allowCredentials.map(({ id }: { id: string }) => id),
    [device.id.toString('base64url')],
  )
  const entered = await verify(auth, token, { credential: await assertion(auth, device, { counter: 1 }, asked) })
  assert.equal(entered.status, 200, entered.text)
  assert.deepEqual(readClaims(entered.json.access).amr, ['pwd', 'hwk', 'user', 'mfa'])
})

test('one assertion opens one session, however often it is sent at once', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  await addPasskey(auth, await auth.register(email), device)
  const credential = await assertion(auth, device, { counter: 1 })
  const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(auth, credential)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('a challenge is good for its purpose, for five minutes and once', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  const pair = await auth.register(email)
  const registering = await auth.request('POST', '/api/auth/mfa/passkeys/options/', {
    token: pair.access,
    json: { current_password: password },
  })
  await addPasskey(auth, pair, device)
  const ofRegistration = await assertion(auth, device, { counter: 1 }, registering)
  assert.equal((await signIn(auth, ofRegistration)).json.code, 'passkey_not_valid')
  const late = await assertion(auth, device, { counter: 2 })
  auth.clock.advance(301_000)
  assert.equal((await signIn(auth, late)).json.code, 'passkey_not_valid')
  const invented = await assertion(auth, device, { counter: 3, challenge: Buffer.alloc(36, 7) })
  assert.equal((await signIn(auth, invented)).json.code, 'passkey_not_valid')
  const once = await assertion(auth, device, { counter: 4 })
  assert.equal((await signIn(auth, once)).status, 200)
  assert.equal((await signIn(auth, once)).json.code, 'passkey_not_valid')
})

test('what a passkey signed for another page, for another domain or without the person is refused', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  await addPasskey(auth, await auth.register(email), device)
  const wrongs: readonly (readonly [string, Partial<Ceremony>])[] = [
    ['wrong_origin', { origin: 'https://app.example.com.evil.example' }],
    ['wrong_rp_id', { rpId: 'example.com' }],
    ['not_user_verified', { flags: 0x01 }],
  ]
  for (const [reason, about] of wrongs) {
    const refused = await signIn(auth, await assertion(auth, device, { counter: 9, ...about }))
    assert.equal(refused.json.code, 'passkey_not_valid')
    assert.equal(auth.reasonsOf('factor.refused').at(-1), `passkey_${reason}`)
  }
})

test('a counter that does not grow is a copied key, and is refused', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  await addPasskey(auth, await auth.register(email), device)
  assert.equal((await signIn(auth, await assertion(auth, device, { counter: 7 }))).status, 200)
  for (const counter of [7, 3]) {
    assert.equal((await signIn(auth, await assertion(auth, device, { counter }))).json.code, 'passkey_not_valid')
  }
})

test('the passkey of another account is no second factor of this one', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  await addPasskey(auth, await auth.register('mallory@example.com'), device)
  await addApp(auth, await auth.register(email))
  const { mfa_token: token } = (await beginLogin(auth, email)).json
  const refused = await verify(auth, token, { credential: await assertion(auth, device, { counter: 1 }) })
  assert.equal(refused.json.code, 'passkey_not_valid')
})

test('a credential belongs to one account, and a removed one opens nothing', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  const first = await addPasskey(auth, await auth.register(email), device)
  const second = await addPasskey(auth, await auth.register('mallory@example.com'), device)
  assert.equal(second.json.code, 'passkey_not_valid')
  const removal = { token: first.json.access, json: { current_password: password } }
  assert.equal((await auth.request('DELETE', `/api/auth/mfa/passkeys/${first.json.id}/`, removal)).status, 204)
  assert.equal((await signIn(auth, await assertion(auth, device, { counter: 1 }))).json.code, 'passkey_not_valid')
  assert.equal((await beginLogin(auth, email)).status, 200)
})

test('two accounts that meddle: neither renames nor removes the other’s passkey', async () => {
  const auth = await createTestAuth(config)
  const added = await addPasskey(auth, await auth.register(email), newDevice())
  const { pair } = await addApp(auth, await auth.register('mallory@example.com'))
  const path = `/api/auth/mfa/passkeys/${added.json.id}/`
  const renamed = await auth.request('PATCH', path, { token: pair.access, json: { name: 'mine' } })
  assert.equal(renamed.status, 404)
  const removed = await auth.request('DELETE', path, { token: pair.access, json: { current_password: password } })
  assert.equal(removed.status, 404)
})

test('a deactivated account’s passkey opens nothing', async () => {
  const auth = await createTestAuth(config)
  const device = newDevice()
  await addPasskey(auth, await auth.register(email), device)
  auth.store.database.exec('UPDATE users SET is_active = 0')
  const refused = await signIn(auth, await assertion(auth, device, { counter: 1 }))
  assert.deepEqual([refused.status, refused.json.detail], [401, 'No active account found with the given credentials'])
})
