import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asciiDigits, countCodePoints, splitAscii, strip } from './python-text.ts'

/** Every character for which `c.isspace()` is true in CPython 3.11. */
const pythonSpace =
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

test("strip removes exactly Python's white space from both ends", () => {
  const stripped: string[] = []
  for (let code = 0; code <= 0xffff; code += 1) {
    const char = String.fromCharCode(code)
    if (strip(`${char}a${char}`) === 'a') stripped.push(char)
  }
  assert.equal(stripped.join(''), pythonSpace)
})

test('strip keeps inner white space, and what is white space only in JavaScript', () => {
  assert.equal(strip(' \x1f a b \u3000'), 'a b')
  assert.equal(strip('\ufeffa\u200b'), '\ufeffa\u200b')
  assert.equal(strip(' \t '), '')
})

test("a header is split at bytes.split()'s white space and nowhere else", () => {
  assert.deepEqual(splitAscii(' Bearer \t x\r\n'), ['Bearer', 'x'])
  assert.deepEqual(splitAscii('Bearer\x1cx\xa0y'), ['Bearer\x1cx\xa0y'])
  assert.deepEqual(splitAscii('\v\f'), [])
  assert.deepEqual(splitAscii(''), [])
})

test('length is counted in code points', () => {
  assert.equal(countCodePoints(''), 0)
  assert.equal(countCodePoints('Zoë'), 3)
  assert.equal(countCodePoints('👩👩'), 2)
  assert.equal(countCodePoints('\ud83d'), 1)
})

test('digits of every script are 0 to 9, and other characters stay', () => {
  assert.equal(asciiDigits('１２.٣-७ x²½Ⅳ'), '12.3-7 x²½Ⅳ')
  assert.equal(asciiDigits('𝟎𝟗𝟘𝟡𝟿'), '09099')
  const all: string[] = []
  for (let code = 0; code <= 0x1ffff; code += 1) {
    const char = String.fromCodePoint(code)
    if (/\p{Nd}/u.test(char)) all.push(asciiDigits(char))
  }
  assert.equal(all.join('').replaceAll('0123456789', ''), '')
})
