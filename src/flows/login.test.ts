import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import { readClaims } from '../testing/read-claims.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { type Credentials, checkPassword, completeLogin, type LoginParts } from './login.ts'
import type { ClaimsOf } from './user-claims.ts'

async function login(system: LoginParts, credentials: Credentials, claimsOf?: ClaimsOf) {
  return await completeLogin(system, await checkPassword(system, credentials), claimsOf)
}

const email = 'alice@example.com'

function counting(hasher: PasswordHasher) {
  const counted = {
    ...hasher,
    count: 0,
    check(password: string, stored: string) {
      counted.count += 1
      return hasher.check(password, stored)
    },
    verify(password: string, stored: string) {
      counted.count += 1
      return hasher.verify(password, stored)
    },
  }
  return counted
}

const fill = (auth: TestAuth, column: string, value: string | number) => {
  auth.store.database.prepare(`UPDATE users SET ${column} = ?`).run(value)
}

test('an unknown name, a wrong password, an inactive user and an unusable password look alike and cost one hash', async () => {
  const rows = [
    ['unknown_user', 'bob@example.com', testPassword, () => {}],
    ['wrong_password', email, 'not it', () => {}],
    ['inactive', email, testPassword, (auth: TestAuth) => fill(auth, 'is_active', 0)],
    ['wrong_password', email, testPassword, (auth: TestAuth) => fill(auth, 'password', '!')],
  ] as const
  for (const [reason, name, password, arrange] of rows) {
    const auth = await createTestAuth()
    await auth.register(email)
    arrange(auth)
    const hasher = counting(auth.system.hasher)
    const attempt = login({ ...auth.system, hasher }, { login: name, password }, () => ({}))
    const body = { detail: 'No active account found with the given credentials' }
    await assert.rejects(attempt, { code: 'no_active_account', status: 401, body, reason })
    assert.equal(hasher.count, 1, reason)
    assert.deepEqual(auth.reasonsOf('login.failed'), [reason])
  }
})

test('a login starts a session of its own and is recorded with the user', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  auth.clock.advance(60_000)
  const second = await auth.login(email)
  const sid = String(readClaims(second.access).sid)
  assert.notEqual(sid, readClaims(first.access).sid)
  const session = await auth.store.sessions.find(sid)
  assert.deepEqual(
    [session?.factors, session?.startedAt, session?.address],
    [['password'], auth.clock.now(), '192.0.2.1'],
  )
  assert.equal((await auth.store.users.findByLogin(email))?.lastLogin, '2026-01-15T12:01:00Z')
})

test('a right password under old costs is hashed anew, and a wrong one is not', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const old = await oldHash(testPassword)
  fill(auth, 'password', old)
  await assert.rejects(auth.login(email, 'not it'))
  const stored = async () => (await auth.store.users.findByLogin(email))?.password.reveal() ?? ''
  assert.equal(await stored(), old)
  const { access } = await auth.login(email)
  assert.equal(auth.system.hasher.isOutdated(await stored()), false)
  assert.equal((await auth.visit(access)).status, 200)
  await auth.login(email)
})

test('logins at once of a user whose hash is old all succeed', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  fill(auth, 'password', await oldHash(testPassword))
  const pairs = await Promise.all(Array.from({ length: 5 }, () => auth.login(email)))
  for (const { access } of pairs) assert.equal((await auth.visit(access)).status, 200)
})

/** A hash from before the costs were raised. */
async function oldHash(password: string): Promise<string> {
  const before = await createTestAuth({ passwordMemory: 128 })
  return before.system.hasher.hash(password)
}

test('of ten registrations of one address at once one opens an account, and its tokens work', async () => {
  const auth = await createTestAuth()
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => auth.register(email)))
  const pairs = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  assert.equal(pairs.length, 1)
  assert.equal((await auth.visit(pairs[0]?.access ?? '')).status, 200)
  for (const outcome of outcomes) if (outcome.status === 'rejected') assert.match(String(outcome.reason), /got 400/)
})

test('a login that no hash is left for is refused before it is counted or its account looked up', async () => {
  const auth = await createTestAuth({ throttling: true, passwordQueue: 0, passwordConcurrency: 1 })
  await auth.register(email)
  const { system } = auth
  const asked: string[] = []
  const users = {
    ...system.users,
    findByLogin: (name: string) => {
      asked.push(`user ${name}`)
      return system.users.findByLogin(name)
    },
  }
  const loginAttempts: typeof system.loginAttempts = {
    ...system.loginAttempts,
    reserve: attempt => {
      asked.push(`attempt ${attempt.login}`)
      return system.loginAttempts.reserve(attempt)
    },
  }
  const watched = { ...system, users, loginAttempts }
  const busy = system.hasher.hash('keeps the hasher busy')
  for (const name of [email, 'bob@example.com']) {
    const credentials = { login: name, password: testPassword }
    await assert.rejects(checkPassword(watched, credentials), { code: 'overloaded', status: 503 })
  }
  assert.deepEqual(asked, [])
  await busy
  await checkPassword(watched, { login: email, password: testPassword })
  assert.deepEqual(asked, [`attempt ${email}`, `user ${email}`])
})
