import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIdentity } from './identity.ts'

const careful = { trustsEveryEmail: false, issuer: 'https://login.acme.example' }
const microsoft = { ...careful, issuer: 'https://login.microsoftonline.com/common/v2.0' }
const claims = { sub: '7', email: 'alice@example.com', given_name: 'Alice', family_name: 'Wonder' }

for (const said of [{ email_verified: true }, { email_verified: 'true' }]) {
  test(`an address is verified by ${JSON.stringify(said)}, unless it is Microsoft who says so`, () => {
    assert.equal(readIdentity(careful, { ...claims, ...said }).emailVerified, true)
    assert.equal(readIdentity(microsoft, { ...claims, ...said }).emailVerified, false)
  })
}

for (const said of [{ xms_edov: true }, { xms_edov: 'true' }, { xms_edov: 1 }, { xms_edov: '1' }]) {
  test(`an address is verified by ${JSON.stringify(said)}, if it is Microsoft who says so`, () => {
    assert.equal(readIdentity(careful, { ...claims, ...said }).emailVerified, false)
    for (const host of ['login.microsoftonline.com', 'login.microsoftonline.us', 'sts.windows.net']) {
      const issuer = `https://${host}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`
      assert.equal(readIdentity({ ...careful, issuer }, { ...claims, ...said }).emailVerified, true)
    }
    for (const issuer of ['https://login.microsoftonline.com.evil.example', 'https://evil.example/sts.windows.net']) {
      assert.equal(readIdentity({ ...careful, issuer }, { ...claims, ...said }).emailVerified, false)
    }
  })
}

for (const [what, odd] of Object.entries({
  'a zero-width space': 'ali\u200bce@example.com',
  'a soft hyphen': 'alice@exam\u00adple.com',
  'a Hangul filler': 'alice\u3164@example.com',
  'a variation selector': 'alice@example.com\ufe0f',
  'a combining joiner': 'al\u034fice@example.com',
  'a direction mark': '\u202ealice@example.com',
  'a null': 'alice@example.com\u0000',
  'a tag': 'alice\u{e0061}@example.com',
  'a blank before it': ' alice@example.com',
  'a line break': 'alice@example.com\n',
})) {
  test(`an address with ${what} is refused, not repaired (homograph)`, () => {
    const { email, emailVerified } = readIdentity(
      { ...careful, trustsEveryEmail: true },
      { ...claims, email: odd, email_verified: true },
    )
    assert.deepEqual([email, emailVerified], ['', false])
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
    assert.equal(readIdentity({ ...careful, trustsEveryEmail: true }, { ...claims, ...said }).emailVerified, true)
  })
}

test('an absent address is never verified, even from a trusted provider', () => {
  assert.equal(
    readIdentity({ ...careful, trustsEveryEmail: true }, { sub: '7', email_verified: true }).emailVerified,
    false,
  )
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
