import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../kernel/secret.ts'
import { createUser } from '../testing/create-user.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { newStamp } from '../tokens/mint.ts'
import { type MailTokenName, mailTokens, mintMailToken, openMailToken } from './mail-token.ts'

async function withToken(name: MailTokenName) {
  const auth = await createTestAuth()
  const user = await createUser(auth, { email: 'alice@example.com', password: 'SecurePass123!' })
  const stamp = newStamp(auth.system, mailTokens[name], auth.clock.now())
  return { auth, user, token: await mintMailToken(auth.system, name, { user, stamp }) }
}

const refused = (reason: string) => ({ code: 'invalid_or_expired_token', reason })
const names = Object.keys(mailTokens) as MailTokenName[]

for (const name of names) {
  test(`a token for ${name} opens that and nothing else`, async () => {
    const { auth, user, token } = await withToken(name)
    assert.equal((await openMailToken(auth.system, name, token)).user.id, user.id)
    for (const other of names.filter(one => one !== name)) {
      await assert.rejects(openMailToken(auth.system, other, token), { code: 'invalid_or_expired_token' })
    }
    assert.equal((await auth.visit(token)).status, 401)
  })
}

test('a reset token dies with the password that it would replace, a verification token does not', async () => {
  for (const [name, outcome] of [
    ['password_reset', 'refused'],
    ['email_verification', 'opened'],
  ] as const) {
    const { auth, user, token } = await withToken(name)
    const find = async () => ({ ...user, password: new Secret('argon2$another') })
    const system = { ...auth.system, users: { ...auth.system.users, findById: find } }
    const opening = openMailToken(system, name, token)
    if (outcome === 'refused') await assert.rejects(opening, refused('superseded'))
    else await opening
  }
})

test('a token dies with the address that it was made for, with its hour and with its account', async () => {
  const { auth, user, token } = await withToken('password_reset')
  const as = (changed: object | undefined) => ({
    ...auth.system,
    users: {
      ...auth.system.users,
      findById: async () => (changed === undefined ? undefined : { ...user, ...changed }),
    },
  })
  await assert.rejects(openMailToken(as({ email: 'a@example.org' }), 'password_reset', token), refused('superseded'))
  await assert.rejects(openMailToken(as({ isActive: false }), 'password_reset', token), refused('no_active_user'))
  await assert.rejects(openMailToken(as(undefined), 'password_reset', token), refused('no_active_user'))
  auth.clock.advance(3_601_000)
  await assert.rejects(openMailToken(auth.system, 'password_reset', token), { code: 'invalid_or_expired_token' })
})

test('a token tells neither the address nor the hash', async () => {
  const { user, token } = await withToken('password_reset')
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  assert.ok(!payload.includes(user.email))
  assert.ok(!payload.includes(user.password.reveal()))
})
