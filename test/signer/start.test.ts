/** A start with `signer`: what is refused, what is told, and how an operator comes to it from other keys. */
import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import { createKeyringOf } from '../../src/auth/keyring.ts'
import { showKeys } from '../../src/features/admin/shown-keys.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { ConfigurationError, type ConfigurationFault } from '../../src/settings/configuration-error.ts'
import type { Config } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createFakeSigner } from '../../src/testing/fake-signer.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const minute = 60_000
const by = { address: '', userAgent: '', actor: 'test' }

async function faultsOf(start: () => Promise<unknown>): Promise<readonly ConfigurationFault[]> {
  try {
    await start()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return assert.fail('it started')
}

const wrong: Readonly<Record<string, readonly [Config, RegExp]>> = {
  'an HS algorithm': [{ algorithm: 'HS256' }, /^signer signs with a private key, and an HS algorithm has none/],
  'a signingKey beside it': [{ signingKey: 'x' }, /^signer stands beside signingKey/],
  'no verifyingKey': [{ verifyingKey: undefined }, /^signer .* verifyingKey does not say which public key/],
  'keyRotation beside it': [{ keyRotation: '30d' }, /^keyRotation makes private keys in the database, and signer/],
  'a member that no one reads': [
    { signer: { sign: () => new Uint8Array(), timeOut: 3 } as never },
    /has the member "timeOut"/,
  ],
  'no function': [{ signer: {} as never }, /has no function sign/],
  'a form that is not known': [
    { signer: { sign: () => new Uint8Array(), signatureFormat: 'p1363' as never } },
    /signatureFormat/,
  ],
  'a time that is too long': [{ signer: { sign: () => new Uint8Array(), timeout: '5m' } }, /timeout out of range/],
}

for (const [name, [config, said]] of Object.entries(wrong)) {
  test(`a signer with ${name} is refused with a fix`, async () => {
    const faults = await faultsOf(() => createTestAuth({ ...createFakeSigner().settings, ...config }))
    const told = faults.map(({ setting, what }) => `${setting} ${what}`)
    assert.ok(
      told.some(each => said.test(each)),
      told.join('\n'),
    )
    for (const { fix } of faults) assert.ok(fix.length > 5)
  })
}

test('a signer that has another key, or another form than it says, stops the start with what to do', async () => {
  const kms = createFakeSigner()
  kms.mood = 'has_another_key'
  const [other] = await faultsOf(() => createTestAuth(kms.settings))
  assert.deepEqual(
    [other?.setting, other?.what],
    ['signer', 'signs with another key than verifyingKey says, so every token would be refused'],
  )
  const der = createFakeSigner('ES256', { signatureFormat: 'der' })
  const signer = { sign: der.settings.signer?.sign ?? assert.fail() }
  const [form] = await faultsOf(() => createTestAuth({ ...der.settings, signer }))
  assert.match(form?.what ?? '', /set signatureFormat: 'der'/)
})

test('a signer that is away at the start stops nothing: it is told, tokens are verified, and later it signs', async () => {
  const kms = createFakeSigner()
  kms.mood = 'is_away'
  const auth = await createTestAuth(kms.settings)
  assert.deepEqual(auth.reasonsOf('signer.failed'), ['signer_failed'])
  kms.mood = 'signs'
  const { access } = await auth.register('ann@example.com')
  assert.equal((await auth.visit(access)).status, 200)
})

test('checkAtStart: false asks nothing at the start', async () => {
  const kms = createFakeSigner('ES256', { checkAtStart: false })
  kms.mood = 'has_another_key'
  await createTestAuth(kms.settings)
  assert.equal(kms.asked.length, 0)
})

test('a signer may be an object of a class, and nothing of it but its answers is kept', async () => {
  const kms = createFakeSigner()
  const { sign } = kms.settings.signer ?? assert.fail()
  class Client {
    readonly #token = 'secret of the key service'
    readonly credentials = 'also secret'
    sign(...[input, request]: Parameters<typeof sign>) {
      assert.equal(this.#token, 'secret of the key service')
      return sign(input, request)
    }
  }
  const auth = await createTestAuth({ ...kms.settings, signer: new Client() })
  await auth.register('ann@example.com')
  assert.doesNotMatch(JSON.stringify(auth.system.installation.settings()), /secret of|also secret/)
})

test('the lists of keys name the signer, and the published set has its key', async () => {
  const { settings: config, pair } = createFakeSigner()
  const auth = await createTestAuth(config)
  const { json } = await auth.request('GET', '/.well-known/jwks.json')
  assert.deepEqual(json.keys, [pair.publicJwk])
  const settings = resolveSettings([
    { source: 'test', values: { secretKey: '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa', ...config } },
  ])
  const { results } = await showKeys({ settings, keyring: createKeyringOf(settings), signingKeys: undefined })
  assert.deepEqual(
    results.map(({ kid, use, setting }) => [kid, use, setting]),
    [[pair.kid, 'signing', 'signer']],
  )
})

test('doctor asks the signer once, and says what is wrong with it', async () => {
  const kms = createFakeSigner()
  const auth = await createTestAuth(kms.settings)
  const found = async () =>
    (await auth.system.installation.findings()).flatMap(({ check, what }) => (check === 'signer' ? [what] : []))
  assert.deepEqual(await found(), [])
  kms.mood = 'is_away'
  assert.deepEqual(await found(), ['The signer does not sign: connect ECONNREFUSED /run/kms.sock.'])
  kms.mood = 'has_another_key'
  assert.match((await found()).join(), /signs with another key than verifyingKey says/)
})

test('keys of the database give way to a signer once the settings verify what they signed', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const clock = createFakeClock()
  const before = await createTestAuth({ algorithm: 'ES256', ...foundingKey(), keyRotation: 'manual' }, { path, clock })
  await before.system.signingKeys?.publishNext(clock.now() + minute, by)
  clock.advance(minute)
  await before.system.signingKeys?.refresh()
  const { access, refresh } = await before.register('ann@example.com')
  const keys = (await before.request('GET', '/.well-known/jwks.json')).json.keys as readonly { readonly kid: string }[]
  const kms = createFakeSigner()
  const [fault] = await faultsOf(() => createTestAuth(kms.settings, { path, clock }))
  const kid = before.system.keyring.signing.kid ?? ''
  assert.deepEqual([fault?.setting, fault?.what.includes(kid)], ['previousKeys', true])
  const previousKeys = keys.map(key => ({ kid: key.kid, key: pemOf(key) }))
  const after = await createTestAuth({ ...kms.settings, previousKeys }, { path, clock })
  t.after(() => Promise.all([before.close(), after.close()]))
  assert.equal((await after.visit(access)).status, 200)
  const next = await after.refresh(refresh)
  assert.equal(next.status, 200)
  assert.equal((await after.visit(next.json.access)).status, 200)
})

function foundingKey(): Config {
  return { signingKey: generateKeyPair('ES256').privatePem, keyId: 'first' }
}

function pemOf(jwk: object): string {
  return createPublicKey({ key: jwk as never, format: 'jwk' })
    .export({ format: 'pem', type: 'spki' })
    .toString()
}
