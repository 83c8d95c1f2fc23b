/** Where the reference answers 500, or accepts too much, we answer correctly: by default and in compat mode. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localKeyOf } from '../../src/testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'
import type { Claims } from '../../src/tokens/token.ts'

const modes = [
  { name: 'by default', config: {} },
  {
    name: 'in compat',
    config: { compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true },
  },
] as const

const invalid = { detail: 'Token is invalid', code: 'token_not_valid' }
const noAccount = { detail: 'No active account found for the given token.' }
const unknownUser = { detail: 'User not found', code: 'user_not_found' }

/** A change to the claims of a valid token, and the answers of refresh and of a protected endpoint. */
const faults = [
  {
    what: 'no jti',
    change: { jti: undefined },
    refresh: { ...invalid, detail: 'Token has no id' },
    bearer: 'Token has no id',
  },
  { what: 'an empty jti', change: { jti: '' }, refresh: invalid, bearer: 'Token is invalid' },
  { what: 'exp as text', change: { exp: '99999999999' }, refresh: invalid, bearer: 'Token is invalid' },
  { what: 'a user_id that is a word', change: { user_id: 'abc' }, refresh: noAccount, bearer: unknownUser },
  { what: 'a user_id of true', change: { user_id: true }, refresh: noAccount, bearer: unknownUser },
  { what: 'a user_id between blanks', change: { user_id: ' 1 ' }, refresh: noAccount, bearer: unknownUser },
  { what: 'a user_id that is a list', change: { user_id: ['1'] }, refresh: noAccount, bearer: unknownUser },
  { what: 'a user_id beyond any row', change: { user_id: '9'.repeat(40) }, refresh: noAccount, bearer: unknownUser },
  {
    what: 'no user_id',
    change: { user_id: undefined },
    refresh: noAccount,
    bearer: { detail: 'Token contained no recognizable user identification', code: 'token_not_valid' },
  },
] as const

for (const { name, config } of modes) {
  for (const { what, change, refresh, bearer } of faults) {
    test(`a token with ${what} is refused, ${name}`, async () => {
      const auth = await createTestAuth(config)
      await auth.register('first@example.com')
      const refreshed = await auth.refresh(forge(auth, 'refresh', change))
      assert.deepEqual([refreshed.status, refreshed.json], [401, refresh])
      const visited = await auth.visit(forge(auth, 'access', change))
      const expected = typeof bearer === 'string' ? notValid(bearer) : bearer
      assert.deepEqual([visited.status, visited.json], [401, expected])
    })
  }

  test(`a sliding token whose refresh_exp is text is refused, ${name}`, async () => {
    const auth = await createTestAuth(config)
    await auth.register('first@example.com')
    const token = forge(auth, 'sliding', { refresh_exp: 'tomorrow' })
    const answer = await auth.request('POST', '/api/sliding/token/refresh/', { json: { token } })
    assert.deepEqual([answer.status, answer.json], [401, invalid])
  })

  test(`an address that differs in the case of its domain is taken, ${name}`, async () => {
    const auth = await createTestAuth(config)
    await auth.register('first@example.com')
    const json = { email: 'first@EXAMPLE.com', password: 'SecurePass123!', password_confirm: 'SecurePass123!' }
    const answer = await auth.request('POST', '/api/auth/register/', { json })
    assert.deepEqual([answer.status, answer.json], [400, { email: ['user with this email already exists.'] }])
  })
}

/** Signed with the right key, but not by Latchkey. */
function forge(auth: TestAuth, type: string, change: Readonly<Record<string, unknown>>): string {
  const now = Math.floor(auth.clock.now() / 1000)
  const good = { token_type: type, exp: now + 600, iat: now, jti: 'a'.repeat(32), user_id: '1', refresh_exp: now + 900 }
  return encodeCompact({ ...good, ...change } as Claims, localKeyOf(auth.system.keyring))
}

function notValid(message: string) {
  return {
    detail: 'Given token not valid for any token type',
    code: 'token_not_valid',
    messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
  }
}
