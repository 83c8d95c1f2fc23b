import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Argon2 } from '../ports/argon2.ts'
import { builtInArgon2, loadArgon2, loadNative } from '../ports/defaults/argon2.ts'
import { createBcrypt } from '../ports/defaults/bcrypt.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { createPasswordHasher, type HasherOptions } from './hasher.ts'

const cheap = {
  passwordHasher: 'argon2',
  passwordMemory: 64,
  passwordIterations: 1,
  passwordParallelism: 1,
  pbkdf2Iterations: 1000,
  bcryptRounds: 4,
  scryptCost: 16,
  scryptParallelism: 1,
  concurrency: 2,
  passwordQueue: 10,
  passwordForm: 'nfc',
  bcrypt: createBcrypt(),
} as const

async function createHasher(changes: Partial<HasherOptions> = {}) {
  return createPasswordHasher({ ...cheap, argon2: await loadArgon2(), random: createSeededRandom(), ...changes })
}

/** `correct horse`, hashed by Django 5.2 with argon2-cffi. */
const djangoHash =
  'argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cbYV8dbAeaxTGgeSUds3eWl/1GYuxCEvQmo1aJcgrhc'

test("a hash from Django verifies, and is outdated when the settings' costs differ", async () => {
  const hasher = await createHasher()
  assert.equal(await hasher.verify('correct horse', djangoHash), true)
  assert.equal(await hasher.verify('correct horse ', djangoHash), false)
  assert.equal(hasher.isOutdated(djangoHash), true)
  const asDjango = await createHasher({ passwordMemory: 102_400, passwordParallelism: 8, passwordIterations: 2 })
  assert.equal(asDjango.isOutdated(djangoHash), false)
})

test('the native library and the built-in one give equal digests', async () => {
  const native = await loadNative()
  assert.ok(native, 'the optional dependency @node-rs/argon2 is missing')
  const salt = Buffer.from('0123456789abcdefghijkl')
  for (const parameters of [
    { memory: 64, iterations: 1, parallelism: 1, length: 32 },
    { memory: 256, iterations: 3, parallelism: 2, length: 32 },
    { memory: 100, iterations: 2, parallelism: 4, length: 64 },
  ]) {
    for (const password of ['', 'correct horse', 'pässwörd \u{1f511}', 'x'.repeat(4096)]) {
      const expected = await builtInArgon2(password, salt, parameters)
      assert.deepEqual(Buffer.from(await native(password, salt, parameters)), Buffer.from(expected))
    }
  }
})

test("a new hash has Django's format and a new salt, and verifies", async () => {
  const hasher = await createHasher()
  const [one, two] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')])
  assert.match(one, /^argon2\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{30}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await hasher.verify('correct horse', one), true)
  assert.equal(await hasher.verify('Correct horse', one), false)
  assert.equal(hasher.isOutdated(one), false)
})

test('a salt is 22 letters and digits, as in Django', async () => {
  const hash = await (await createHasher()).hash('correct horse')
  assert.match(Buffer.from(hash.split('$')[4] ?? '', 'base64').toString(), /^[A-Za-z0-9]{22}$/)
})

const unreadable = [
  '',
  '!',
  `!${'a'.repeat(40)}`,
  'gibberish',
  'argon2$argon2id$v=19$m=64,t=1,p=1$c2FsdA',
  'argon2$argon2id$v=16$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cbYV8dbAeaxTGgeSUds3eWl/1GYuxCEvQmo1aJcgrhc',
  'argon2$argon2id$v=19$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$c2hvcnQ',
  'argon2$argon2id$v=19$m=4194304,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cbYV8dbAeaxTGgeSUds3eWl/1GYuxCEvQmo1aJcgrhc',
  'argon2$argon2id$v=19$m=64,t=1000,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cbYV8dbAeaxTGgeSUds3eWl/1GYuxCEvQmo1aJcgrhc',
  'argon2$argon2id$v=19$m=7,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cbYV8dbAeaxTGgeSUds3eWl/1GYuxCEvQmo1aJcgrhc',
  'md5$abcdefghijklmnopqrstuv$02144cc061e1c896b28fdbca2ef328',
]

test('an unreadable or too expensive hash matches no password and costs one hash (timing attack)', async () => {
  const argon2 = await loadArgon2()
  let hashes = 0
  const counting: Argon2 = (...args) => {
    hashes += 1
    return argon2(...args)
  }
  const hasher = await createHasher({ argon2: counting })
  for (const stored of unreadable) {
    hashes = 0
    assert.equal(await hasher.verify('correct horse', stored), false, stored)
    assert.equal(hashes, 1, stored)
    assert.equal(hasher.isOutdated(stored), true, stored)
  }
})

test('the decoy is a real hash of a random password', async () => {
  const hasher = await createHasher()
  assert.equal(hasher.isOutdated(hasher.decoy), false)
  assert.equal(await hasher.verify('', hasher.decoy), false)
  assert.notEqual((await createHasher({ random: createSeededRandom('another') })).decoy, hasher.decoy)
})

test('at most `concurrency` hashes are computed at once', async () => {
  const argon2 = await loadArgon2()
  let [running, most] = [0, 0]
  const watched: Argon2 = async (...args) => {
    running += 1
    most = Math.max(most, running)
    return argon2(...args).finally(() => {
      running -= 1
    })
  }
  const hasher = await createHasher({ argon2: watched, concurrency: 3, passwordQueue: 50 })
  await Promise.all(Array.from({ length: 20 }, () => hasher.hash('correct horse')))
  assert.equal(most, 3)
})

test('a flood is rejected with 503 and Retry-After, and queued requests are served', async () => {
  const hasher = await createHasher({ concurrency: 1, passwordQueue: 2 })
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => (index % 2 ? hasher.hash('x') : hasher.verify('x', hasher.decoy))),
  )
  const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
  assert.equal(refused.length, 7)
  for (const { code, status, headers } of refused) {
    assert.deepEqual([code, status, headers], ['overloaded', 503, { 'Retry-After': '1' }])
  }
})
