/** The literal hashes were made by Django's hashers, of `correct horse` unless a line says otherwise. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { djangoHashes } from '../../../test/vectors/django-hashes.ts'
import { loadArgon2 } from '../../ports/defaults/argon2.ts'
import { createBcrypt } from '../../ports/defaults/bcrypt.ts'
import { createSeededRandom } from '../../testing/seeded-random.ts'
import { createPasswordHasher } from '../hasher.ts'
import { readStoredHash } from './formats.ts'

const primitives = { argon2: await loadArgon2(), bcrypt: createBcrypt() }

for (const stored of djangoHashes) {
  test(`${stored.slice(0, 24)}... verifies, and another password does not`, async () => {
    const hash = readStoredHash(stored, primitives)
    assert.equal(await hash?.matches('correct horse'), true)
    assert.equal(await hash?.matches('correct horsf'), false)
  })
}

test('salted and unsalted digests of the oldest Django versions verify, and count as badly salted', async () => {
  // Checked with md5sum and sha1sum: `correct horse`, and `saltsaltcorrect horse`.
  const bare = createDigest('md5', 'correct horse')
  for (const stored of [
    bare,
    `md5$$${bare}`,
    `sha1$$${createDigest('sha1', 'correct horse')}`,
    `sha1$saltsalt$${createDigest('sha1', 'saltsaltcorrect horse')}`,
  ]) {
    const hash = readStoredHash(stored, primitives)
    assert.equal(await hash?.matches('correct horse'), true, stored)
    assert.equal(await hash?.matches('Correct horse'), false, stored)
    assert.equal(hash?.isWellSalted, false, stored)
  }
})

test('argon2i of Django 3.1 and older verifies', async () => {
  const salt = Buffer.from('abcdefgh12345678')
  const parameters = { variant: 'argon2i', memory: 512, iterations: 2, parallelism: 2, length: 16 } as const
  const digest = Buffer.from(await primitives.argon2('correct horse', salt, parameters))
  const [saltText, digestText] = [salt, digest].map(bytes => bytes.toString('base64').replaceAll('=', ''))
  const hash = readStoredHash(`argon2$argon2i$v=19$m=512,t=2,p=2$${saltText}$${digestText}`, primitives)
  assert.equal(await hash?.matches('correct horse'), true)
  assert.equal(await hash?.matches('correct'), false)
})

test('a password with a NUL is refused by bcrypt: it would match another password', async () => {
  const twice = 'correct horse\0correct horse'
  const salt = '$2b$04$abcdefghijklmnopqrstuu'
  assert.equal(await primitives.bcrypt(twice, salt), await primitives.bcrypt('correct horse', salt))
  const hash = readStoredHash(`bcrypt$${await primitives.bcrypt('correct horse', salt)}`, primitives)
  assert.deepEqual([await hash?.matches('correct horse'), await hash?.matches(twice)], [true, false])
})

test('bcrypt_sha256 reads all of a long password; bcrypt itself reads 72 bytes, as it does in Django', async () => {
  const long = `${'x'.repeat(72)}first`
  const other = `${'x'.repeat(72)}second`
  const salt = '$2b$04$abcdefghijklmnopqrstuu'
  const raw = readStoredHash(`bcrypt$${await primitives.bcrypt(long, salt)}`, primitives)
  assert.deepEqual([await raw?.matches(long), await raw?.matches(other)], [true, true])
  const hasher = await createHasher('bcrypt_sha256')
  const whole = await hasher.hash(long)
  assert.deepEqual([await hasher.verify(long, whole), await hasher.verify(other, whole)], [true, false])
})

const forms = {
  argon2: /^argon2\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{30}\$[A-Za-z0-9+/]{43}$/,
  pbkdf2_sha256: /^pbkdf2_sha256\$1000\$[A-Za-z0-9]{22}\$[A-Za-z0-9+/]{43}=$/,
  pbkdf2_sha1: /^pbkdf2_sha1\$1000\$[A-Za-z0-9]{22}\$[A-Za-z0-9+/]{27}=$/,
  bcrypt_sha256: /^bcrypt_sha256\$\$2b\$04\$[./A-Za-z0-9]{53}$/,
  scrypt: /^scrypt\$16\$[A-Za-z0-9]{22}\$8\$1\$[A-Za-z0-9+/]{86}==$/,
} as const

for (const [name, form] of Object.entries(forms)) {
  test(`${name} as the preferred hasher writes Django's format, and other formats are outdated`, async () => {
    const hasher = await createHasher(name as keyof typeof forms)
    for (const password of ['', 'correct horse', 'pässwörd \u{1f511}\0', 'x'.repeat(4096)]) {
      const stored = await hasher.hash(password)
      assert.match(stored, form)
      assert.equal(await hasher.verify(password, stored), true)
      assert.equal(await hasher.verify(`${password}x`, stored), false)
      assert.equal(hasher.isOutdated(stored), false)
    }
    for (const stored of djangoHashes) assert.equal(hasher.isOutdated(stored), true, stored)
  })
}

test('a hash with a short salt is outdated although its costs are right', async () => {
  const hasher = await createHasher('pbkdf2_sha256')
  assert.equal(hasher.isOutdated(`pbkdf2_sha256$1000$${'s'.repeat(21)}$${'A'.repeat(43)}=`), true)
  assert.equal(hasher.isOutdated(`pbkdf2_sha256$1000$${'s'.repeat(22)}$${'A'.repeat(43)}=`), false)
})

function createHasher(passwordHasher: keyof typeof forms) {
  return createPasswordHasher({
    ...primitives,
    passwordForm: 'nfc',
    passwordHasher,
    passwordMemory: 64,
    passwordIterations: 1,
    passwordParallelism: 1,
    pbkdf2Iterations: 1000,
    bcryptRounds: 4,
    scryptCost: 16,
    scryptParallelism: 1,
    random: createSeededRandom(),
    concurrency: 2,
    passwordQueue: 10,
  })
}

function createDigest(name: 'md5' | 'sha1', text: string): string {
  return createHash(name).update(text).digest('hex')
}
