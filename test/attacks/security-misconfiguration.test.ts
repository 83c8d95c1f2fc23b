/** Requirement 30: a server with a secret that others know, or with a protection that does nothing, does not start. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../../src/settings/configuration-error.ts'
import type { Config } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'

const secretKey = 'a test secret of more than thirty-two bytes'

function faultsOf(values: Config): readonly string[] {
  try {
    resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ setting, what }) => `${setting} ${what}`)
    throw error
  }
}

const published = [
  'your-secret-key-change-in-production',
  'django-insecure-4f8$k2!p0v9w3z6x1c5b7n8m2q4w6e8r0t',
  'your-256-bit-secret-your-256-bit-secret',
  'please-CHANGE-ME-please-CHANGE-ME-please',
  'replace_this_with_a_long_random_value',
]

for (const secret of published) {
  test(`the published secret ${secret.slice(0, 20)}... does not start a server outside DEBUG`, () => {
    const what = 'is a placeholder that anyone can read in a tutorial or a template'
    assert.deepEqual(faultsOf({ secretKey: secret }), [`secretKey ${what}`])
    assert.deepEqual(faultsOf({ signingKey: secret }), [`signingKey ${what}`])
    assert.deepEqual(faultsOf({ secretKey: secret, debug: true }), [])
  })
}

test('a short or monotonous secret does not start a server, in DEBUG neither', () => {
  for (const secret of ['x'.repeat(64), 'abc'.repeat(20), '0101'.repeat(16)]) {
    assert.match(faultsOf({ secretKey: secret, debug: true }).join(), /repeats a few characters/)
    assert.match(faultsOf({ signingKey: secret }).join(), /signingKey repeats a few characters/)
  }
  assert.match(faultsOf({ secretKey: 'only thirty-one bytes of secret' }).join(), /shorter than 32 bytes/)
})

test('a refused secret is not shown', () => {
  const error = (() => {
    try {
      return resolveSettings([{ source: 'test', values: { secretKey: published[0] } }])
    } catch (thrown) {
      return thrown
    }
  })()
  assert.doesNotMatch(String(error), /your-secret-key/)
})

const useless: Readonly<Record<string, Config>> = {
  'trustedProxies holds something': { trustedProxies: ['10.0.0.0/40'] },
  'secureSslHost has no effect': { secureSslHost: 'app.example.com' },
  'secureSslRedirect redirects to any host': { secureSslRedirect: true, allowedHosts: ['*'] },
  'secureHstsIncludeSubdomains has no effect': { secureHstsIncludeSubdomains: true },
  'secureHstsPreload is refused by browsers': { secureHstsPreload: true, secureHstsSeconds: '1d' },
  'headersTimeout is longer': { headersTimeout: '2m', requestTimeout: '1m' },
  'loginRatePaths lists single paths': { loginRatePaths: ['*', '/api/auth/login/'] },
  "loginRate '5 per minute' does not fit": { loginRate: '5 per minute' },
  "anonRate '0/m' does not fit": { anonRate: '0/m' },
  'loginFailures 0 does not fit': { loginFailures: 0 },
}

for (const [fault, values] of Object.entries(useless)) {
  test(`a server whose ${fault} does not start`, () => {
    const [found, ...more] = faultsOf(values)
    assert.ok(found?.startsWith(fault), found)
    assert.deepEqual(more, [])
  })
}

test('limits are switched off by name, never by a typing error', () => {
  assert.deepEqual(faultsOf({ loginRate: null, loginFailures: null, anonRate: null }), [])
  const env = { SECRET_KEY: secretKey, LATCHKEY_LOGIN_RATE: 'none', LATCHKEY_THROTTLING: 'off' }
  const settings = resolveSettings([{ source: 'environment', spelling: 'environment', values: env }])
  assert.deepEqual([settings.loginRate, settings.throttling], [null, false])
})
