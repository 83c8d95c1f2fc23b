import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIdentity } from './identity.ts'

const careful = { trustsEveryEmail: false }
const claims = { sub: '7', email: 'alice@example.com', given_name: 'Alice', family_name: 'Wonder' }

for (const said of [{ email_verified: true }, { email_verified: 'true' }, { xms_edov: true }, { xms_edov: '1' }]) {
  test(`an address is verified by ${JSON.stringify(said)}`, () => {
    assert.equal(readIdentity(careful, { ...claims, ...said }).emailVerified, true)
  })
}

for (const said of [
  {},
  { email_verified: false },
  { email_verified: 'false' },
  { email_verified: 1 },
  { email_verified: ['true'] },
  { xms_edov: 0 },
]) {
  test(`an address is not verified by ${JSON.stringify(said)}`, () => {
    assert.equal(readIdentity(careful, { ...claims, ...said }).emailVerified, false)
    assert.equal(readIdentity({ trustsEveryEmail: true }, { ...claims, ...said }).emailVerified, true)
  })
}

test('an absent address is never verified, even from a trusted provider', () => {
  assert.equal(readIdentity({ trustsEveryEmail: true }, { sub: '7', email_verified: true }).emailVerified, false)
})

test('claims of other types, and too long ones, are absent', () => {
  const odd = { sub: 7, email: ['a@example.com'], given_name: {}, family_name: 'x'.repeat(151), email_verified: true }
  const empty = { subject: '', email: '', emailVerified: false, firstName: '', lastName: '' }
  assert.deepEqual(readIdentity(careful, odd), empty)
})

test('one name is two, and names bring no control characters', () => {
  const { firstName, lastName } = readIdentity(careful, { sub: '7', name: ' Alice\u0000 Van\u202e Wonder ' })
  assert.deepEqual([firstName, lastName], ['Alice Van', 'Wonder'])
  const single = readIdentity(careful, { sub: '7', name: 'Alice' })
  assert.deepEqual([single.firstName, single.lastName], ['Alice', ''])
})
