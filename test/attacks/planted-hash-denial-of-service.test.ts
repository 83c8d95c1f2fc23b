/**
 * Somebody who can write one row of the database, or hands over a file to be imported, plants a hash whose
 * verification would take all memory or a minute of processor time: each try to log in then stops the server.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStoredHash } from '../../src/passwords/hashers/formats.ts'

const salt = 'abcdefghijklmnopqrstuv'
const digest = (bytes: number) => Buffer.alloc(bytes).toString('base64')
const unpadded = (bytes: number) => digest(bytes).replaceAll('=', '')

const planted = {
  'argon2 with 4 GiB': `argon2$argon2id$v=19$m=4194304,t=1,p=1$${unpadded(22)}$${unpadded(32)}`,
  'argon2 with a thousand passes': `argon2$argon2id$v=19$m=1024,t=1000,p=1$${unpadded(22)}$${unpadded(32)}`,
  'argon2 with much of both': `argon2$argon2id$v=19$m=1048576,t=64,p=1$${unpadded(22)}$${unpadded(32)}`,
  'argon2 with a thousand lanes': `argon2$argon2i$v=19$m=65536,t=1,p=1000$${unpadded(22)}$${unpadded(16)}`,
  'argon2 with a digest of a megabyte': `argon2$argon2id$v=19$m=64,t=1,p=1$${unpadded(22)}$${unpadded(1_000_000)}`,
  'pbkdf2 with ninety million rounds': `pbkdf2_sha256$90000000$${salt}$${digest(32)}`,
  'pbkdf2 with a number out of range': `pbkdf2_sha256$99999999999999999999$${salt}$${digest(32)}`,
  'pbkdf2 with a digest of a megabyte': `pbkdf2_sha1$1000$${salt}$${digest(1_000_000)}`,
  'bcrypt with cost 31': `bcrypt$$2b$31$${'a'.repeat(53)}`,
  'bcrypt_sha256 with cost 16': `bcrypt_sha256$$2b$16$${'a'.repeat(53)}`,
  'scrypt with 4 GiB': `scrypt$4194304$${salt}$8$1$${digest(64)}`,
  'scrypt with wide blocks': `scrypt$16384$${salt}$1024$1$${digest(64)}`,
  'scrypt with many lanes': `scrypt$16384$${salt}$8$1000$${digest(64)}`,
  'scrypt whose cost is no power of two': `scrypt$16385$${salt}$8$5$${digest(64)}`,
}

/** Called, it would show that the costs were not looked at. */
const never = () => Promise.reject(new Error('the planted hash was computed'))

for (const [name, stored] of Object.entries(planted)) {
  test(`a planted hash is not computed: ${name}`, () => {
    assert.equal(readStoredHash(stored, { argon2: never, bcrypt: never }), undefined)
  })
}

test('the most expensive hash that Django itself makes is still verified', () => {
  for (const stored of [
    `pbkdf2_sha256$1800000$${salt}$${digest(32)}`,
    `scrypt$16384$${salt}$8$5$${digest(64)}`,
    `argon2$argon2id$v=19$m=102400,t=2,p=8$${unpadded(22)}$${unpadded(32)}`,
  ]) {
    assert.ok(readStoredHash(stored, { argon2: never, bcrypt: never }), stored)
  }
})
