import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBase32 } from '../../testing/second-factors.ts'
import { createSeededRandom } from '../../testing/seeded-random.ts'
import { encodeBase32 } from './base32.ts'
import { codeOf, findStep, otpauthUrl, readCode, stepAt } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

test('the ten values of RFC 4226, appendix D', () => {
  const codes = Array.from({ length: 10 }, (_, counter) => codeOf(secret, counter))
  const expected = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'
  assert.deepEqual(codes, expected.split(' '))
})

test('the values of RFC 6238, appendix B, for SHA-1: six of their eight digits', () => {
  const values = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const
  for (const [seconds, digits] of values) assert.equal(codeOf(secret, stepAt(seconds * 1000)), digits.slice(2))
})

test('a code is right within the window, and nowhere else', () => {
  const now = 1_800_000_000_000
  for (const window of [0, 1, 2]) {
    const steps = [-3, -2, -1, 0, 1, 2, 3].filter(
      shift => findStep(secret, codeOf(secret, stepAt(now) + shift), { now, window }) !== undefined,
    )
    assert.deepEqual(
      steps,
      [-3, -2, -1, 0, 1, 2, 3].filter(shift => Math.abs(shift) <= window),
    )
  }
  assert.equal(findStep(secret, '', { now, window: 1 }), undefined)
})

test('a code is read as people type it, and nothing else is one', () => {
  for (const text of ['123456', '123 456', ' 123-456 ']) assert.equal(readCode(text), '123456')
  for (const text of ['', '12345', '1234567', '１２３４５６', '12345a', '-12345', '0x1234'])
    assert.equal(readCode(text), undefined)
})

test('base32 is that of RFC 4648, section 10, without its padding', () => {
  const vectors = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  }
  for (const [text, coded] of Object.entries(vectors)) assert.equal(encodeBase32(Buffer.from(text)), coded)
  const random = createSeededRandom()
  for (let length = 0; length < 40; length += 5) {
    const bytes = Buffer.from(random.bytes(length))
    assert.deepEqual(decodeBase32(encodeBase32(bytes)), bytes)
  }
})

test('what the QR code says names issuer and account, whatever is in their names', () => {
  const url = new URL(otpauthUrl(secret, { issuer: 'Müller & Söhne', account: 'a+b?c@example.com' }))
  assert.equal(decodeURIComponent(url.pathname), '/Müller & Söhne:a+b?c@example.com')
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'Müller & Söhne',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
