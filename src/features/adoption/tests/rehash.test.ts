import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../../kernel/instant.ts'
import { Secret } from '../../../kernel/secret.ts'
import { isRehash } from '../rehash.ts'

const earlier = parseInstant('2026-01-15T12:00:59Z')
const later = parseInstant('2026-01-15T12:00:59.500000Z')

const hashed = (hash: string, lastLogin: typeof earlier | null = earlier) => ({ password: new Secret(hash), lastLogin })

/** As Django writes them (contrib/auth/hashers.py): the hash of before, and one of another cost or algorithm. */
const upgrades: readonly (readonly [before: string, after: string])[] = [
  ['pbkdf2_sha256$260000$salt$hash', 'pbkdf2_sha256$600000$other$other'],
  ['pbkdf2_sha1$150000$salt$hash', 'pbkdf2_sha256$150000$salt$hash'],
  ['md5$salt$hash', 'argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash'],
  ['argon2$argon2id$v=19$m=512,t=2,p=2$salt$hash', 'argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash'],
  ['bcrypt_sha256$$2b$10$saltandhash', 'bcrypt_sha256$$2b$12$saltandhash'],
  ['scrypt$16384$salt$8$1$hash', 'scrypt$16384$salt$8$5$hash'],
]

test('a hash of another algorithm or cost, with a login, was made anew by Django', () => {
  for (const [before, after] of upgrades) {
    assert.equal(isRehash(hashed(before), hashed(after, later)), true, before)
    assert.equal(isRehash(hashed(before, null), hashed(after)), true, before)
  }
})

test('without a login it is a new password, and so is another hash of the same cost', () => {
  for (const [before, after] of upgrades) {
    assert.equal(isRehash(hashed(before), hashed(after)), false, before)
    assert.equal(isRehash(hashed(before, later), hashed(after, earlier)), false, before)
    assert.equal(isRehash(hashed(before), hashed(after, null)), false, before)
    assert.equal(isRehash(hashed(after), hashed(after.replaceAll('hash', 'another'), later)), false, before)
  }
})

test('a password that was taken away, or given to an account that had none, is a new one', () => {
  const [hash = ''] = upgrades[0] ?? []
  for (const none of ['!', '!aB3xQ', '']) {
    assert.equal(isRehash(hashed(hash), hashed(none, later)), false)
    assert.equal(isRehash(hashed(none), hashed(hash, later)), false)
  }
})
