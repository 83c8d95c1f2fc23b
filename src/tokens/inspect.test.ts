import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds } from '../../test/vectors/needs.ts'
import { createKeyring } from '../keys/keyring.ts'
import { mintNow } from '../testing/mint-now.ts'
import { accessToken } from './access.ts'
import { inspectToken } from './inspect.ts'

test('a valid token is inspected without showing its signature', () => {
  const needs = createNeeds()
  const { text } = mintNow(needs, accessToken, { userId: 7 })
  const seen = inspectToken(needs, text)
  assert.deepEqual(seen?.header, { alg: 'HS256', typ: 'JWT' })
  assert.equal(seen?.claims.user_id, '7')
  assert.equal(seen?.kind, 'access')
  assert.equal(seen?.times.exp, '5 minutes from now')
  assert.equal(seen?.key, 'HS256, the only key of this installation')
  assert.ok(seen?.isAccepted)
  assert.ok(!JSON.stringify(seen).includes(text.split('.')[2] ?? ''))
})

test('an expired token shows since when, and is not accepted', () => {
  const needs = createNeeds()
  const { text } = mintNow(needs, accessToken, { userId: 7 })
  needs.wait(3900)
  const seen = inspectToken(needs, text)
  assert.equal(seen?.times.exp, '1 hour ago')
  assert.equal(seen?.verdict, 'Token is expired (expired)')
  assert.equal(seen?.isAccepted, false)
})

test('a token of another key is shown, with a bad signature', () => {
  const foreign = createNeeds({}, { keyring: createKeyring({ algorithm: 'HS256', signingKey: 'y'.repeat(50) }) })
  const seen = inspectToken(createNeeds(), mintNow(foreign, accessToken, { userId: 7 }).text)
  assert.equal(seen?.verdict, 'Token is invalid (bad_signature)')
})

test('text that is not a token is undefined', () => {
  for (const text of ['', 'a.b', 'Bearer a.b.c', '{}', 'e30.e30']) {
    assert.equal(inspectToken(createNeeds(), text), undefined)
  }
})
