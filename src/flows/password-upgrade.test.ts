import assert from 'node:assert/strict'
import { test } from 'node:test'
import { djangoHashes } from '../../test/vectors/django-hashes.ts'
import { parseInstant } from '../kernel/instant.ts'
import { Secret } from '../kernel/secret.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'

const email = 'alice@example.com'
const hashOf = (format: string) => djangoHashes.find(stored => stored.startsWith(`${format}$`)) ?? ''

async function authWith(stored: string, settings: Parameters<typeof createTestAuth>[0] = {}) {
  const auth = await createTestAuth(settings)
  const dateJoined = parseInstant('2020-01-01T00:00:00Z')
  await auth.store.users.create({ email, dateJoined, password: new Secret(stored) })
  return auth
}

const storedIn = async (auth: TestAuth) => (await auth.store.users.findByLogin(email))?.password.reveal()

for (const stored of djangoHashes) {
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
  const auth = await authWith(hashOf('argon2'), { passwordHasher: 'pbkdf2_sha256', pbkdf2Iterations: 1200 })
  await auth.login(email, 'correct horse')
  assert.match((await storedIn(auth)) ?? '', /^pbkdf2_sha256\$1200\$[A-Za-z0-9]{22}\$/)
  await auth.login(email, 'correct horse')
})

test('a higher cost is lowered too, as in Django', async () => {
  const auth = await authWith(hashOf('pbkdf2_sha256'), { passwordHasher: 'pbkdf2_sha256', pbkdf2Iterations: 1000 })
  await auth.login(email, 'correct horse')
  assert.match((await storedIn(auth)) ?? '', /^pbkdf2_sha256\$1000\$/)
})

for (const stored of [`!${'a'.repeat(40)}`, '', 'gibberish', 'crypt$$ab01', 'pbkdf2_sha512$1$a$b']) {
  test(`no password matches the stored text ${JSON.stringify(stored.slice(0, 12))}`, async () => {
    const auth = await authWith(stored)
    for (const password of ['', stored, 'correct horse', '!']) {
      const reply = await auth.request('POST', '/api/auth/login/', { json: { email, password } })
      assert.ok(reply.status === 401 || reply.status === 400, `${password}: ${reply.status}`)
    }
    assert.equal(await storedIn(auth), stored)
  })
}
