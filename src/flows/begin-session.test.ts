import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Secret } from '../kernel/secret.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import type { User } from '../users/user.ts'
import { beginSession } from './begin-session.ts'
import { mintPair } from './mint-pair.ts'
import { passGate, passWithFactor } from './pass-gate.ts'

const email = 'alice@example.com'

async function aliceOf(auth: TestAuth): Promise<User> {
  await auth.register(email)
  const user = await auth.store.users.findByLogin(email)
  assert.ok(user !== undefined)
  return user
}

test('the row of a session names the factors, in their order, and where the request came from', async () => {
  const auth = await createTestAuth()
  const user = await aliceOf(auth)
  const system = { ...auth.system, origin: { address: '203.0.113.9', userAgent: 'curl' } }
  const proven = passWithFactor(system, user, ['social:acme', 'totp'])
  const pair = await beginSession(system, proven, { mint: await mintPair(system, user) })
  const session = await auth.store.sessions.find(String(pair?.refresh.claims.sid))
  assert.deepEqual(session?.factors, ['social:acme', 'totp'])
  assert.deepEqual([session?.address, session?.userAgent], ['203.0.113.9', 'curl'])
})

test('no session begins for an account that changed after it was checked', async () => {
  const auth = await createTestAuth()
  const user = await aliceOf(auth)
  const outdated: readonly User[] = [
    { ...user, password: new Secret('!') },
    { ...user, isActive: false },
  ]
  for (const seen of outdated) {
    const proven = await passGate(auth.system, { user: seen, factor: 'password' })
    const begun = await beginSession(auth.system, proven, { mint: await mintPair(auth.system, seen) })
    assert.equal(begun, undefined)
  }
})

test('an adopted token proves no password, and begins one session', async () => {
  const auth = await createTestAuth()
  const user = { ...(await aliceOf(auth)), password: new Secret('!') }
  const adopts = { jti: 'of-django', iat: undefined, exp: Math.floor(auth.clock.now() / 1000) + 60 }
  const beginning = { adopts, mint: await mintPair(auth.system, user) }
  const proven = await passGate(auth.system, { user, factor: 'adopted' })
  assert.ok((await beginSession(auth.system, proven, beginning)) !== undefined)
  assert.equal(await beginSession(auth.system, proven, beginning), undefined)
})

test('sessions begin in one place, so that a second factor can be asked for there', () => {
  const sources = globSync('src/{flows,http,features,adapters,accounts,server,cli}/**/*.ts').filter(
    path => !path.includes('.test.') && !path.includes('contract'),
  )
  const places = sources.filter(path => /\bsessions\s*\.start\(/.test(readFileSync(path, 'utf8')))
  // The bridge decorates the port: it passes on what the one place began.
  const begin = places.filter(path => !path.startsWith('src/features/adoption/bridge/'))
  assert.deepEqual(begin, ['src/flows/begin-session.ts'])
})
