import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError, type ConfigurationFault } from './settings/configuration-error.ts'
import { defineConfig, environmentName, resolveSettings } from './settings.ts'

const secretKey = 'a test secret of more than thirty-two bytes'

function settingsOf(values: Record<string, unknown>) {
  return resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
}

function environmentOf(values: Record<string, string>) {
  return resolveSettings([
    { source: 'environment', spelling: 'environment', values: { SECRET_KEY: secretKey, ...values } },
  ])
}

function faultsOf(run: () => unknown): readonly ConfigurationFault[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

function faultOf(run: () => unknown): string {
  return faultsOf(run)
    .map(({ setting, what, fix }) => `${setting}: ${what}; ${fix}`)
    .join('\n')
}

test('with a secret alone, the defaults are those of tutorial 1, in seconds', () => {
  const settings = settingsOf({})
  assert.equal(settings.accessTokenLifetime, 900)
  assert.equal(settings.refreshTokenLifetime, 604_800)
  assert.equal(settings.rotateRefreshTokens, true)
  assert.equal(settings.refreshGrace, 10)
  assert.equal(settings.databaseUrl, 'sqlite:.latchkey/latchkey.sqlite3')
  assert.deepEqual(settings.allowedHosts, ['localhost', '127.0.0.1', '[::1]'])
  assert.equal(settings.passwordConcurrency, undefined)
  assert.equal(settings.tokenTypeClaim, 'token_type')
})

test('compat takes the defaults of SimpleJWT, and a single setting beside it still counts', () => {
  const settings = settingsOf({ compat: 'simplejwt', accessTokenLifetime: '15m' })
  assert.equal(settings.accessTokenLifetime, 900)
  assert.equal(settings.refreshTokenLifetime, 86_400)
  assert.equal(settings.rotateRefreshTokens, false)
  assert.equal(settings.refreshAuthority, 'jti')
  assert.equal(settings.refreshGrace, 0)
  assert.equal(settings.trimPasswords, true)
})

test('the signing key is the secret key unless it is given', () => {
  assert.equal(settingsOf({}).signingKey.reveal(), secretKey)
  assert.equal(
    settingsOf({ signingKey: 'another secret of thirty-two bytes' }).signingKey.reveal(),
    'another secret of thirty-two bytes',
  )
})

test('settings print no secret', () => {
  assert.doesNotMatch(JSON.stringify(settingsOf({})), /thirty-two/)
})

test('the first layer that sets something wins', () => {
  const settings = resolveSettings([
    { source: 'environment', spelling: 'environment', values: { PORT: '9000', PATH: '/usr/bin' } },
    { source: 'file', values: { port: 9001, host: '0.0.0.0', secretKey } },
  ])
  assert.equal(settings.port, 9000)
  assert.equal(settings.host, '0.0.0.0')
})

test('a fault in a layer that is overridden is still a fault', () => {
  const layers = [
    { source: 'a', values: { secretKey, port: 9000 } },
    { source: 'b', values: { port: 'many' } },
  ]
  assert.equal(faultsOf(() => resolveSettings(layers))[0]?.source, 'b')
})

test('all faults are reported at once, each with its source', () => {
  const values = {
    acessTokenLifetime: '5m',
    port: 70_000,
    debug: 'yes',
    refreshTokenLifetime: '-1d',
    secretKey: 'short',
  }
  const faults = faultsOf(() => resolveSettings([{ source: 'latchkey.config.ts', values }]))
  assert.deepEqual(
    faults.map(fault => fault.setting),
    ['acessTokenLifetime', 'port', 'debug', 'refreshTokenLifetime', 'secretKey'],
  )
  assert.ok(faults.every(fault => fault.source === 'latchkey.config.ts' && fault.fix !== ''))
})

test('a misspelt name is answered with the right one', () => {
  assert.match(
    faultOf(() => settingsOf({ acessTokenLifetime: '5m' })),
    /write accessTokenLifetime$/,
  )
  assert.match(
    faultOf(() => settingsOf({ access_token_lifetime: '5m' })),
    /write accessTokenLifetime$/,
  )
  assert.match(
    faultOf(() => settingsOf({ ACCESS_TOKEN_LIFETIME: '5m' })),
    /inside SIMPLE_JWT.*accessTokenLifetime/,
  )
  assert.match(
    faultOf(() => settingsOf({ quux: 1 })),
    /quux: is not a setting; remove it/,
  )
})

test('names that every object inherits are not settings (prototype pollution)', () => {
  assert.match(
    faultOf(() => settingsOf({ constructor: 1 })),
    /constructor: is not a setting/,
  )
  assert.match(
    faultOf(() => settingsOf(JSON.parse('{"__proto__": 1}'))),
    /__proto__: is not a setting/,
  )
  assert.match(
    faultOf(() => settingsOf({ SIMPLE_JWT: { constructor: 1, toString: 1 } })),
    /SIMPLE_JWT\.toString: is not/,
  )
})

const refused: readonly (readonly [Record<string, unknown>, RegExp])[] = [
  [{ accessTokenLifetime: 0 }, /out of range/],
  [{ accessTokenLifetime: 'soon' }, /'soon' does not fit/],
  [{ leeway: -1 }, /-1 is negative/],
  [{ leeway: Number.POSITIVE_INFINITY }, /does not fit/],
  [{ debug: 'true' }, /use true or false/],
  [{ port: 80.5 }, /whole number from 0 to 65535/],
  [{ port: '80' }, /whole number/],
  [{ algorithm: 'none' }, /'none' is not known; use 'HS256'/],
  [{ algorithm: 'hs256' }, /is not known/],
  [{ algorithm: 'RS256' }, /algorithm: signs with a private key/],
  [{ signingKey: 'short' }, /signingKey: is shorter than 32 bytes/],
  [{ secretKey: '' }, /secretKey: is empty/],
  [{ secretKey: undefined }, /secretKey: is not set/],
  [{ refreshGrace: '10s', refreshAuthority: 'jti' }, /refreshGrace: needs refreshAuthority/],
  [{ minimumPasswordLength: 0 }, /from 1 to 64/],
  [{ passwordMemory: 8, passwordParallelism: 4 }, /8 KiB a lane/],
  [{ authHeaderTypes: [] }, /empty list/],
  [{ authHeaderTypes: ['Bea rer'] }, /'Bea rer' does not fit/],
  [{ authHeaderName: 'X Token' }, /use X-Access-Token/],
  [{ authTokenClasses: ['refresh'] }, /'refresh' is not known/],
  [{ databaseUrl: 'mysql://db/app' }, /not supported yet; write sqlite:.*postgres:/],
  [{ databaseUrl: 'postgres://' }, /names no database; write postgres:/],
  [{ databaseUrl: 'sqlite://db' }, /has 'db' after two slashes.*write sqlite:\/\/\/db/],
  [{ userIdClaim: 'jti' }, /shares its name/],
  [{ userIdClaim: 'sid' }, /shares its name/],
  [{ userIdClaim: null }, /null does not fit/],
  [{ tokenClaims: {} }, /use a function/],
  [{ audience: [1] }, /1 does not fit/],
]

for (const [values, expected] of refused) {
  test(`${JSON.stringify(values)} is refused`, () => {
    assert.match(
      faultOf(() => resolveSettings([{ source: 'test', values: { secretKey, ...values } }])),
      expected,
    )
  })
}

test('a refused value is not refused again by a rule that reads it', () => {
  assert.equal(faultsOf(() => settingsOf({ secretKey: 7 })).length, 1)
  assert.equal(faultsOf(() => settingsOf({ refreshGrace: 'x', refreshAuthority: 'jti' })).length, 1)
})

test('no fault shows the value of a secret', () => {
  const error = faultsOf(() => settingsOf({ secretKey: 'tiny-secret', signingKey: 'tiny-signing' }))
  assert.equal(error.length, 2)
  assert.doesNotMatch(JSON.stringify(error), /tiny/)
})

test('names of the environment are those of tutorial 1, else LATCHKEY_ and the name', () => {
  assert.equal(environmentName('secretKey'), 'SECRET_KEY')
  assert.equal(environmentName('accessTokenLifetime'), 'LATCHKEY_ACCESS_TOKEN_LIFETIME')
})

test('the environment is read by kind', () => {
  const settings = environmentOf({
    DEBUG: 'True',
    ALLOWED_HOSTS: 'example.com, .example.org',
    PORT: '0',
    LATCHKEY_THROTTLING: 'off',
    LATCHKEY_ACCESS_TOKEN_LIFETIME: '90',
    LATCHKEY_REFRESH_GRACE: '5s',
    LATCHKEY_JTI_CLAIM: 'none',
    LATCHKEY_AUDIENCE: 'web,mobile',
    LATCHKEY_ISSUER: 'latchkey',
  })
  assert.equal(settings.debug, true)
  assert.deepEqual(settings.allowedHosts, ['example.com', '.example.org'])
  assert.equal(settings.port, 0)
  assert.equal(settings.throttling, false)
  assert.equal(settings.accessTokenLifetime, 90)
  assert.equal(settings.refreshGrace, 5)
  assert.equal(settings.jtiClaim, null)
  assert.deepEqual(settings.audience, ['web', 'mobile'])
  assert.equal(settings.issuer, 'latchkey')
})

for (const [text, expected] of Object.entries({
  True: true,
  true: true,
  1: true,
  False: false,
  false: false,
  0: false,
})) {
  test(`DEBUG=${text} is ${expected}`, () => assert.equal(environmentOf({ DEBUG: text }).debug, expected))
}

test('variables of other programs are ignored, misspelt ones of ours are not', () => {
  assert.equal(
    faultOf(() => environmentOf({ HOME: '/', DATABASE: 'x', SECRET: 'y' })),
    '',
  )
  assert.match(
    faultOf(() => environmentOf({ LATCHKEY_ACCES_TOKEN_LIFETIME: '5m' })),
    /write LATCHKEY_ACCESS_TOKEN_LIFETIME/,
  )
  assert.match(
    faultOf(() => environmentOf({ LATCHKEY_PORT: '1' })),
    /write PORT/,
  )
  assert.match(
    faultOf(() => environmentOf({ DEBUG: 'maybe' })),
    /DEBUG: 'maybe' does not fit; use True or False/,
  )
  assert.match(
    faultOf(() => environmentOf({ SECRET_KEY: '' })),
    /SECRET_KEY: is set but empty/,
  )
  assert.match(
    faultOf(() => environmentOf({ LATCHKEY_TOKEN_CLAIMS: 'x' })),
    /latchkey\.config\.ts/,
  )
})

test("a Django project's SIMPLE_JWT is understood in its own spelling", () => {
  const config = defineConfig({
    SIMPLE_JWT: {
      ACCESS_TOKEN_LIFETIME: '1h',
      AUTH_HEADER_TYPES: 'JWT',
      AUTH_HEADER_NAME: 'HTTP_X_ACCESS_TOKEN',
      AUDIENCE: null,
      JTI_CLAIM: null,
      LEEWAY: 5,
      VERIFYING_KEY: '',
      USER_ID_FIELD: 'id',
    },
  })
  const settings = settingsOf(config)
  assert.equal(settings.accessTokenLifetime, 3600)
  assert.deepEqual(settings.authHeaderTypes, ['JWT'])
  assert.equal(settings.authHeaderName, 'X-Access-Token')
  assert.equal(settings.audience, undefined)
  assert.equal(settings.jtiClaim, null)
  assert.equal(settings.leeway, 5)
  assert.equal(settings.verifyingKey, undefined)
})

test('a value that repeats a default of SimpleJWT changes nothing', () => {
  const SIMPLE_JWT = {
    AUTH_TOKEN_CLASSES: ['rest_framework_simplejwt.tokens.SlidingToken'],
    USER_AUTHENTICATION_RULE: 'rest_framework_simplejwt.authentication.default_user_authentication_rule',
    TOKEN_USER_CLASS: 'rest_framework_simplejwt.models.TokenUser',
    JWK_URL: null,
  }
  assert.deepEqual(settingsOf({ SIMPLE_JWT }).authTokenClasses, ['sliding'])
})

const refusedAliases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
  [{ AUTH_HEADER_TYPE: 'JWT' }, /SIMPLE_JWT\.AUTH_HEADER_TYPE: was removed from SimpleJWT; write AUTH_HEADER_TYPES/],
  [{ SECRET_KEY: 'x' }, /write SIGNING_KEY/],
  [{ TOKEN_BACKEND_CLASS: 'x' }, /was removed/],
  [{ 'ROTATE_REFRESH_TOKENS ': true }, /blank around its name; write ROTATE_REFRESH_TOKENS$/],
  [{ accessTokenLifetime: '5m' }, /write ACCESS_TOKEN_LIFETIME/],
  [{ JWK_URL: 'http://example.com/jwks' }, /SIMPLE_JWT\.JWK_URL/],
  [{ JWK_URL: 'https://example.com/jwks' }, /SIMPLE_JWT\.JWK_URL: publishes public keys, and an HS algorithm has none/],
  [{ TOKEN_OBTAIN_SERIALIZER: 'app.Mine' }, /a function/],
  [{ USER_ID_FIELD: 'uuid' }, /'uuid' is not known/],
  [{ USER_ID_FIELD: 'username' }, /SIMPLE_JWT\.USER_ID_FIELD: is not what accounts log in with/],
  [{ ALGORITHM: 'ES256K' }, /'ES256K' is not known/],
]

for (const [SIMPLE_JWT, expected] of refusedAliases) {
  test(`SIMPLE_JWT ${JSON.stringify(SIMPLE_JWT)} is refused`, () => {
    assert.match(
      faultOf(() => settingsOf({ SIMPLE_JWT })),
      expected,
    )
  })
}

test('a setting that is set twice in one file is refused', () => {
  const values = { accessTokenLifetime: '5m', SIMPLE_JWT: { ACCESS_TOKEN_LIFETIME: '6m' } }
  assert.match(
    faultOf(() => settingsOf(values)),
    /sets accessTokenLifetime a second time/,
  )
})

test('SIMPLE_JWT that is not a dictionary is refused', () => {
  assert.match(
    faultOf(() => settingsOf({ SIMPLE_JWT: [] })),
    /SIMPLE_JWT: is not an object/,
  )
})
