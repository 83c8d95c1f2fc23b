import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { resolveSettings } from '../../../settings.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const publicUrl = 'https://app.example.com'
const client = { clientId: 'id', clientSecret: 'the secret of the client' }

const resolve = (social: unknown, more: object = {}) =>
  resolveSettings([{ source: 'test', values: { secretKey, publicUrl, social, ...more } }])

test('a preset fills in what the configuration leaves out', () => {
  const { social } = resolve({ google: client, gitlab: { ...client, issuer: 'https://git.example.com' } })
  assert.equal(social.google?.issuer, 'https://accounts.google.com')
  assert.deepEqual(social.google?.scopes, ['openid', 'email', 'profile'])
  assert.equal(social.gitlab?.issuer, 'https://git.example.com')
  assert.equal(social.google?.trustsEveryEmail, false)
})

test('secrets print as secrets', () => {
  const settings = resolve({ google: client })
  assert.doesNotMatch(inspect(settings, { depth: 9 }) + JSON.stringify(settings), /the secret of the client/)
  assert.equal(settings.social.google?.clientSecret?.reveal(), 'the secret of the client')
})

test('providers in the environment are JSON, and override the file', () => {
  const values = { LATCHKEY_SOCIAL: JSON.stringify({ google: { ...client, clientId: 'from the environment' } }) }
  const { social } = resolveSettings([
    { source: 'environment', spelling: 'environment', values },
    { source: 'test', values: { secretKey, publicUrl, social: { google: client } } },
  ])
  assert.equal(social.google?.clientId, 'from the environment')
  const bad = [{ source: 'environment', spelling: 'environment' as const, values: { LATCHKEY_SOCIAL: '{' } }]
  assert.throws(() => resolveSettings(bad), /LATCHKEY_SOCIAL \(environment\): is not JSON/)
})

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'pem', type: 'pkcs8' })
const apple = { clientId: 'id', teamId: 'team', keyId: 'key', privateKey: String(p256) }

const refused: Readonly<Record<string, readonly [social: unknown, says: RegExp]>> = {
  'text instead of an object': ['google', /is not an object/],
  'a list': [[client], /is not an object/],
  'a provider that is not an object': [{ google: 'id' }, /google: is not an object/],
  'a name that does not fit into a path': [{ 'a/b': client }, /is not a valid name for a provider/],
  'a name in capitals': [{ Google: client }, /is not a valid name for a provider/],
  'a name that another endpoint has': [{ token: { ...client, issuer: 'https://a.example' } }, /is not a valid name/],
  'a name that every object inherits': [{ constructor: client }, /issuer is not given/],
  'an unknown member': [{ google: { ...client, clientID: 'x' } }, /clientID is unknown/],
  'a member that every object inherits': [{ google: { ...client, toString: 'x' } }, /toString is unknown/],
  'no secret': [{ google: { clientId: 'id', clientSecret: undefined } }, /clientSecret is not given/],
  'an empty secret': [{ google: { clientId: 'id', clientSecret: '' } }, /clientSecret is unknown or does not fit/],
  'no issuer': [{ acme: client }, /issuer is not given/],
  'an issuer without TLS': [{ acme: { ...client, issuer: 'http://login.acme.example' } }, /issuer .* does not fit/],
  'scopes without openid': [{ google: { ...client, scopes: ['email'] } }, /scopes must name 'openid'/],
  'Apple without its key': [{ apple: { ...apple, privateKey: undefined } }, /privateKey is not given/],
  'Apple with another curve': [{ apple: { ...apple, privateKey: String(p384) } }, /not the PEM of an EC key/],
  'trust in all tenants of Microsoft, by another name': [
    { entra: { ...client, issuer: 'https://login.microsoftonline.com/organizations/v2.0', trustsEveryEmail: true } },
    /the issuer of one tenant/,
  ],
  'trust in all tenants of Microsoft': [
    { microsoft: { ...client, trustsEveryEmail: true } },
    /the issuer of one tenant/,
  ],
}

for (const [what, [social, says]] of Object.entries(refused)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => resolve(social), says)
    assert.throws(
      () => resolve(social),
      (error: Error) => !error.message.includes('the secret of the client'),
    )
  })
}

test('Apple has a key, and a single Microsoft tenant may be trusted', () => {
  const issuer = 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0'
  const { social } = resolve({ apple, microsoft: { ...client, issuer, trustsEveryEmail: true } })
  assert.equal(social.apple?.responseMode, 'form_post')
  assert.equal(social.microsoft?.trustsEveryEmail, true)
})

const tokenOnly = { disabledEndpoints: ['social_login', 'social_link', 'social_callback', 'social_token'] }

test("Google's token endpoint alone needs neither a secret nor an address", () => {
  const google = { clientId: 'id', clientSecret: undefined }
  const { social } = resolve({ google }, { publicUrl: undefined, ...tokenOnly })
  assert.equal(social.google?.clientSecret, undefined)
  resolve({ google }, { publicUrl: undefined, disabledEndpoints: ['social_*'] })
  assert.throws(() => resolve({ google }), /google: clientSecret is not given.*disabledEndpoints: \['social_login'/)
  for (const served of ['social_login', 'social_link']) {
    const disabledEndpoints = tokenOnly.disabledEndpoints.filter(name => name !== served)
    assert.throws(() => resolve({ google }, { disabledEndpoints }), /clientSecret is not given/)
    assert.throws(() => resolve({ google: client }, { publicUrl: undefined, disabledEndpoints }), /publicUrl/)
  }
})

test('another provider needs its secret whatever is served', () => {
  assert.throws(() => resolve({ gitlab: { clientId: 'id' } }, tokenOnly), /gitlab: clientSecret is not given/)
})

test('providers need an address to send users back to', () => {
  assert.throws(() => resolve({ google: client }, { publicUrl: undefined }), /publicUrl/)
  resolve({ google: client }, { publicUrl: undefined, apiUrl: 'https://api.example.com' })
  resolve({ google: client }, { publicUrl: undefined, debug: true })
})
