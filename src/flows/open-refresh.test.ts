import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { openRefresh } from './open-refresh.ts'

const refused = (reason: string) => ({ code: 'token_not_valid', reason })

test('a refresh token is opened with its session and its user', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register('alice@example.com')
  const { claims, sid, userId, presented } = await openRefresh(auth.system, refresh)
  assert.deepEqual([claims.token_type, sid, userId, presented.jti], ['refresh', claims.sid, 1, claims.jti])
})

test('a token of another kind is refused, and so is one that ended', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register('alice@example.com')
  await assert.rejects(openRefresh(auth.system, pair.access), { code: 'token_not_valid' })
  await auth.logout(pair)
  await assert.rejects(openRefresh(auth.system, pair.refresh), { code: 'token_not_valid' })
})

test('of a token that ended and has the wrong type, the end is told first, as SimpleJWT does', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register('alice@example.com')
  await assert.rejects(openRefresh(auth.system, pair.access), refused('wrong_type'))
  await auth.logout(pair)
  await assert.rejects(openRefresh(auth.system, pair.access), /blacklisted/)
})
