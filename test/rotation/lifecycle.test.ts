/** Keys that rotate by themselves: each is published, signs, verifies and is retired, and no session ends by it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retireKey } from '../../src/flows/admin/manage-keys.ts'
import type { AlgorithmName } from '../../src/keys/algorithm-table.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** Moves the clock, and lets the node do what is due. */
async function pass(auth: TestAuth, ms: number): Promise<void> {
  auth.clock.advance(ms)
  await auth.system.signingKeys?.refresh()
}

const statesOf = (auth: TestAuth) => (auth.system.signingKeys?.ring.placed() ?? []).map(({ state }) => state)

const kidOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid as string | undefined

const publishedKids = async (auth: TestAuth) =>
  (await auth.request('GET', '/.well-known/jwks.json')).json.keys.map(({ kid }: { kid: string }) => kid) as string[]

test('the key of the settings signs first, goes on verifying for its overlap, and is refused after it', async t => {
  const auth = await createTestAuth({ keyRotation: '30d' })
  t.after(() => auth.close())
  assert.deepEqual(statesOf(auth), ['signing', 'published'])
  const pair = await auth.register('ann@example.com')
  assert.equal(kidOf(pair.access), undefined)

  await pass(auth, day)
  assert.deepEqual(statesOf(auth), ['verifying', 'signing'])
  const next = (await auth.refresh(pair.refresh)).json
  assert.notEqual(kidOf(next.access), undefined)
  assert.equal((await auth.visit(next.access)).status, 200)

  const unnamed = await createTestAuth({ accessTokenLifetime: '30d' })
  t.after(() => unnamed.close())
  const lasting = (await unnamed.register('ann@example.com')).access
  assert.equal((await auth.visit(lasting)).status, 200)
  await pass(auth, 7 * day + hour)
  assert.deepEqual(statesOf(auth), ['retired', 'signing'])
  const refused = await auth.visit(lasting)
  assert.deepEqual([refused.status, refused.json.code], [401, 'token_not_valid'])
  assert.deepEqual(
    auth.events.filter(({ name }) => name === 'key.retired').map(({ reason, actor }) => [reason, actor]),
    [['superseded', 'configuration']],
  )
})

test('a key is in the JWKS for as long as keyPublishAhead says before it signs, and leaves when it is retired', async t => {
  const { privatePem } = generateKeyPair('ES256')
  const auth = await createTestAuth({
    algorithm: 'ES256',
    signingKey: privatePem,
    keyId: 'first',
    keyRotation: '10d',
    keyPublishAhead: '2d',
  })
  t.after(() => auth.close())
  const [first, second = ''] = await publishedKids(auth)
  assert.equal(first, 'first')
  const { access } = await auth.register('ann@example.com')
  assert.equal(kidOf(access), 'first')
  await pass(auth, 2 * day)
  assert.equal(kidOf((await auth.login('ann@example.com')).access), second)
  assert.deepEqual((await publishedKids(auth)).toSorted(), ['first', second].toSorted())
  await pass(auth, 8 * day - minute)
  assert.equal((await publishedKids(auth)).length, 1)
  await pass(auth, minute)
  const [signing, third] = await publishedKids(auth)
  assert.equal(signing, second)
  await pass(auth, 2 * day)
  assert.equal(kidOf((await auth.login('ann@example.com')).access), third)
})

test('a key that is retired leaves the JWKS at once, and what follows the key ring hears of it', async t => {
  const { privatePem } = generateKeyPair('ES256')
  const auth = await createTestAuth({
    algorithm: 'ES256',
    signingKey: privatePem,
    keyId: 'first',
    keyRotation: '30d',
  })
  t.after(() => auth.close())
  await pass(auth, day)
  const names = () => auth.system.keyring.keys.map(({ kid }) => kid)
  assert.deepEqual(names(), await publishedKids(auth))
  assert.ok(names().includes('first'))
  await retireKey(auth.system, { kind: 'cli', osUser: 'root' }, 'first')
  assert.equal(names().includes('first'), false)
  assert.deepEqual(names(), await publishedKids(auth))
})

test('keys that rotate faster than they are published ahead stand in a row, each known for the whole time', async t => {
  const auth = await createTestAuth({ keyRotation: '10s', keyPublishAhead: '90s', refreshTokenLifetime: '10m' })
  t.after(() => auth.close())
  for (let seconds = 0; seconds < 200; seconds += 1) await pass(auth, 1000)
  const placed = auth.system.signingKeys?.ring.placed() ?? []
  const made = placed.filter(({ fingerprint }) => fingerprint === undefined)
  assert.equal(made.length, Math.floor((200 - 90) / 10) + 1 + 9)
  for (const { signsFrom, publishedAt } of made) assert.ok(signsFrom - publishedAt >= 90_000)
  for (const [index, { signsFrom }] of made.slice(1).entries())
    assert.equal(signsFrom - (made[index]?.signsFrom ?? 0), 10_000)
})

const algorithms: readonly AlgorithmName[] = ['HS256', 'ES256', 'RS256', 'EdDSA']
const keysOf = (algorithm: AlgorithmName): Config =>
  algorithm.startsWith('HS')
    ? { algorithm }
    : { algorithm, signingKey: generateKeyPair(algorithm).privatePem, keyId: 'first' }

const configurations: Readonly<Record<string, Config>> = {
  ...Object.fromEntries(algorithms.map(each => [each, keysOf(each)])),
  'compat simplejwt': { compat: 'simplejwt' },
  'refresh tokens of 30 days that are not rotated': { rotateRefreshTokens: false, refreshTokenLifetime: '30d' },
}

for (const [name, config] of Object.entries(configurations)) {
  test(`a session outlives rotations as long as its tokens do: ${name}`, async t => {
    const auth = await createTestAuth({ ...config, keyRotation: '5d' })
    t.after(() => auth.close())
    let { refresh } = await auth.register('ann@example.com')
    const lifetime = auth.system.settings.refreshTokenLifetime * 1000
    const kids = new Set<string | undefined>()
    for (let turn = 0; turn < 6; turn += 1) {
      // At the last moment, with every step of a node in between.
      for (let passed = 0; passed < lifetime - minute; passed += hour * 12) {
        await pass(auth, Math.min(hour * 12, lifetime - minute - passed))
      }
      const answer = await auth.refresh(refresh)
      assert.equal(answer.status, 200, answer.text)
      assert.equal((await auth.visit(answer.json.access)).status, 200)
      kids.add(kidOf(answer.json.access))
      if (answer.json.refresh !== undefined) refresh = answer.json.refresh
      else ({ refresh } = await auth.login('ann@example.com'))
    }
    assert.ok(kids.size > 1)
  })
}

test('a sliding token is renewed across rotations until its own end', async t => {
  const auth = await createTestAuth({
    authTokenClasses: ['sliding'],
    keyRotation: '2d',
    slidingTokenRefreshLifetime: '10d',
    slidingTokenLifetime: '3d',
  })
  t.after(() => auth.close())
  await auth.register('ann@example.com')
  const login = { email: 'ann@example.com', password: 'SecurePass123!' }
  let { token } = (await auth.request('POST', '/api/sliding/token/', { json: login })).json
  const first = kidOf(token)
  for (let turn = 0; turn < 4; turn += 1) {
    await pass(auth, 2 * day)
    const answer = await auth.request('POST', '/api/sliding/token/refresh/', { json: { token } })
    assert.equal(answer.status, 200, answer.text)
    token = answer.json.token
  }
  assert.notEqual(kidOf(token), first)
})

test('two nodes on one file make one key for each turn, and verify what the other signs', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const clock = createFakeClock()
  const nodes = [
    await createTestAuth({ keyRotation: '30d' }, { path, clock, seed: 'one' }),
    await createTestAuth({ keyRotation: '30d' }, { path, clock, seed: 'two' }),
  ] as const
  t.after(() => Promise.all(nodes.map(node => node.close())))
  const [one, two] = nodes
  const { access } = await one.register('ann@example.com')
  assert.equal((await two.visit(access)).status, 200)
  for (let turn = 0; turn < 3; turn += 1) {
    clock.advance(turn === 0 ? day : 30 * day)
    await Promise.all(nodes.map(node => node.system.signingKeys?.refresh()))
    const signed = await Promise.all(nodes.map(node => node.login('ann@example.com')))
    assert.equal(new Set(signed.map(pair => kidOf(pair.access))).size, 1)
    assert.equal((await two.visit(signed[0]?.access ?? '')).status, 200)
    assert.equal((await one.visit(signed[1]?.access ?? '')).status, 200)
  }
  const numbers = (await one.store.signingKeys.list()).map(({ number }) => number)
  assert.deepEqual(
    numbers,
    [...numbers.keys()].map(index => index + 1),
  )
  const made = nodes.flatMap(({ events }) => events.filter(({ name }) => name === 'key.published'))
  assert.equal(made.length, numbers.length - 1)
})

test('a node with another secretKey says so, and calls no token invalid that it cannot check', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const clock = createFakeClock()
  const shared = {
    keyRotation: 'manual',
    signingKey: 'a signing key that stays as it is, of thirty-two bytes',
  } as const
  const nodeWith = (word: string) =>
    createTestAuth({ ...shared, secretKey: `a secretKey ${word}, more than thirty-two bytes long` }, { path, clock })
  const nodes = [await nodeWith('of before'), await nodeWith('of today')] as const
  t.after(() => Promise.all(nodes.map(node => node.close())))
  const [one, two] = nodes
  await one.system.signingKeys?.publishNext(clock.now() + minute, { address: '', userAgent: '', actor: 'test' })
  await pass(one, minute)
  await two.system.signingKeys?.refresh()
  const pair = await one.register('ann@example.com')
  for (const answer of [await two.visit(pair.access), await two.refresh(pair.refresh)])
    assert.deepEqual([answer.status, answer.headers.get('latchkey-code')], [503, 'keys_unavailable'])
  assert.equal((await one.visit((await two.login('ann@example.com')).access)).status, 200)
  const stuck = () => two.events.filter(({ name }) => name === 'keys.stuck')
  while (stuck().length === 0) {
    clock.advance(1000)
    await new Promise(setImmediate)
  }
  const [{ data } = assert.fail()] = stuck()
  assert.match(String(data !== undefined && 'cause' in data && data.cause), /secretKey does not open/)
})

test('a node whose clock is behind signs with the key of the settings all the same', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const one = await createTestAuth({ keyRotation: '30d' }, { path })
  const late = createFakeClock(one.clock.now() - 5 * minute)
  const two = await createTestAuth({ keyRotation: '30d' }, { path, clock: late, seed: 'two' })
  t.after(() => Promise.all([one, two].map(node => node.close())))
  await one.register('ann@example.com')
  const { access } = await two.login('ann@example.com')
  assert.deepEqual([kidOf(access), (await one.visit(access)).status], [undefined, 200])
})

test('a node that cannot read the store goes on with its keys by their times, and calls no unknown key invalid', async () => {
  const auth = await createTestAuth({ keyRotation: '30d' })
  const { access } = await auth.register('ann@example.com')
  auth.store.database.exec('ALTER TABLE signing_keys RENAME TO away')
  auth.clock.advance(day)
  await assert.rejects(async () => await auth.system.signingKeys?.refresh())
  const { keyring } = auth.system
  assert.notEqual(keyring.signing.kid, undefined)
  assert.notEqual(keyring.find(undefined), undefined)
  const header = Buffer.from('{"alg":"HS256","kid":"unknown","typ":"JWT"}').toString('base64url')
  const answer = await auth.visit(`${header}.${access.split('.').slice(1).join('.')}`)
  assert.deepEqual([answer.status, answer.headers.get('latchkey-code')], [503, 'keys_unavailable'])
  await auth.close()
})

test('the database has the half that signs only sealed, and a start without the secretKey it was sealed under is refused', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const old = 'a secretKey of before, more than thirty-two bytes long'
  const fresh = 'a secretKey of today, also more than thirty-two bytes long'
  const keys = keysOf('ES256')
  const before = await createTestAuth({ ...keys, secretKey: old, keyRotation: 'manual' }, { path })
  await before.close()
  const first = await createTestAuth({ ...keys, secretKey: old, keyRotation: '30d' }, { path })
  const rows = first.store.database.prepare('SELECT * FROM signing_keys').all()
  assert.equal(rows.length, 2)
  assert.doesNotMatch(JSON.stringify(rows), /PRIVATE|"d"/)
  await first.close()
  await assert.rejects(
    createTestAuth({ ...keys, secretKey: fresh, keyRotation: '30d' }, { path }),
    /sealed under another/,
  )
  await assert.rejects(createTestAuth({ ...keys, secretKey: old }, { path }), /keyRotation .*is not set/)
  const previousKeys = [{ kid: 'sealing', key: old, algorithm: 'HS256' as const }]
  const after = await createTestAuth({ ...keys, secretKey: fresh, previousKeys, keyRotation: '30d' }, { path })
  await pass(after, day)
  assert.deepEqual(statesOf(after), ['verifying', 'signing'])
  assert.notEqual(kidOf((await after.register('ann@example.com')).access), 'first')
  await after.close()
})
