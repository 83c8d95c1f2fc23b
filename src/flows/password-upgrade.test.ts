/** The hashes were made by Django 5.2 and 3.2, of `correct horse`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../kernel/instant.ts'
import { Secret } from '../kernel/secret.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'

const email = 'alice@example.com'
const hashes = [
  'pbkdf2_sha256$260000$seasalt$htpQDYdyy5MZ7bxS8mQJ0sjrWSVIvZJLEHJYe2DWsYQ=',
  'pbkdf2_sha1$1000000$abcdefghijklmnopqrstuv$gsrJP1Q5MoohV+k8RPhQCnZJ60s=',
  'argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cbYV8dbAeaxTGgeSUds3eWl/1GYuxCEvQmo1aJcgrhc',
  'bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuurByPinJWI/V/0c5apkEb2KJQv7f.gZO',
  'bcrypt$$2b$12$abcdefghijklmnopqrstuuFDJRuYeKkCzo3Wy7h8SxhBSHBAHiPK2',
  'scrypt$16384$abcdefghijklmnopqrstuv$8$5$2CyFzwiSp10903TARkWJsyfC9Q3aeX0RvkHqKxHNeBplPnTz1lYfWZu5pEy7/A6r1KH53voY5f8NgFIZC1gWWA==',
  'md5$abcdefghijklmnopqrstuv$02144cc061e1c896b28fdbca2ef32806',
]

async function authWith(stored: string, settings: Parameters<typeof createTestAuth>[0] = {}) {
  const auth = await createTestAuth(settings)
  const dateJoined = parseInstant('2020-01-01T00:00:00Z')
  await auth.store.users.create({ email, dateJoined, password: new Secret(stored) })
  return auth
}

const storedIn = async (auth: TestAuth) => (await auth.store.users.findByLogin(email))?.password.reveal()

for (const stored of hashes) {
  test(`a login by ${stored.slice(0, 22)}... replaces the hash, a wrong password does not`, async () => {
    const auth = await authWith(stored)
    await assert.rejects(auth.login(email, 'correct horse '), /got 401/)
    assert.equal(await storedIn(auth), stored)
    const before = await auth.login(email, 'correct horse')
    assert.match((await storedIn(auth)) ?? '', /^argon2\$argon2id\$v=19\$m=64,t=1,p=1\$/)
    await auth.login(email, 'correct horse')
    assert.equal((await auth.visit(before.access)).status, 200, 'a better hash of the same password ends no session')
  })
}

test('what is written is what a Django beside it reads, where the setting names its hasher', async () => {
  const auth = await authWith(hashes[2] ?? '', { passwordHasher: 'pbkdf2_sha256', pbkdf2Iterations: 1200 })
  await auth.login(email, 'correct horse')
  assert.match((await storedIn(auth)) ?? '', /^pbkdf2_sha256\$1200\$[A-Za-z0-9]{22}\$/)
  await auth.login(email, 'correct horse')
})

test('a higher cost is lowered too, as in Django', async () => {
  const auth = await authWith(hashes[0] ?? '', { passwordHasher: 'pbkdf2_sha256', pbkdf2Iterations: 1000 })
  await auth.login(email, 'correct horse')
  assert.match((await storedIn(auth)) ?? '', /^pbkdf2_sha256\$1000\$/)
})

for (const stored of [`!${'a'.repeat(40)}`, '', 'gibberish', 'crypt$$ab01', 'pbkdf2_sha512$1$a$b']) {
  test(`nobody logs in by the stored text ${JSON.stringify(stored.slice(0, 12))}`, async () => {
    const auth = await authWith(stored)
    for (const password of ['', stored, 'correct horse', '!']) {
      const reply = await auth.request('POST', '/api/auth/login/', { json: { email, password } })
      assert.ok(reply.status === 401 || reply.status === 400, `${password}: ${reply.status}`)
    }
    assert.equal(await storedIn(auth), stored)
  })
}
