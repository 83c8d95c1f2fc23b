import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultOf, defineConfig, settingNames, settingRow } from '../settings.ts'
import type { SettingName, Settings } from './settings.ts'

for (const name of settingNames) {
  test(`the defaults of ${name} are valid, and it has a sentence`, () => {
    defaultOf(name, false)
    defaultOf(name, true)
    assert.match(settingRow(name).doc, /^[A-Z].*\.$|^[A-Z].*`\.$/)
  })
}

test('a setting without a default is marked optional or required', () => {
  const unmarked = settingNames.filter(name => defaultOf(name, false) === undefined && !isMarked(name))
  // The signing key falls back to the secret key.
  assert.deepEqual(unmarked, ['signingKey'])
})

test('the types follow from the rows', () => {
  const lifetime: Settings['accessTokenLifetime'] = 900
  const authority: Settings['refreshAuthority'] = 'session'
  const claim: Settings['jtiClaim'] = null
  const audience: Settings['audience'] = undefined
  // @ts-expect-error a duration is resolved to seconds
  const text: Settings['accessTokenLifetime'] = '15m'
  // @ts-expect-error the user claim cannot be disabled
  const noClaim: Settings['userIdClaim'] = null
  // @ts-expect-error a choice is one of its values
  const other: Settings['refreshAuthority'] = 'both'
  assert.ok([lifetime, authority, claim, audience, text, noClaim, other].length === 7)
})

test('a configuration is checked by the compiler', () => {
  const config = defineConfig({
    accessTokenLifetime: '15m',
    jtiClaim: null,
    tokenClaims: user => ({ staff: user.isStaff }),
  })
  const django = defineConfig({
    SIMPLE_JWT: { AUTH_TOKEN_CLASSES: ['rest_framework_simplejwt.tokens.SlidingToken'], AUDIENCE: null, JWK_URL: null },
  })
  // @ts-expect-error there is no such setting
  const misspelt = defineConfig({ acessTokenLifetime: '15m' })
  // @ts-expect-error there is no such name in SIMPLE_JWT
  const removed = defineConfig({ SIMPLE_JWT: { AUTH_HEADER_TYPE: 'JWT' } })
  // @ts-expect-error a list of kinds holds kinds
  const kinds = defineConfig({ authTokenClasses: ['refresh'] })
  assert.deepEqual(
    [config, django, misspelt, removed, kinds].map(Object.keys).map(names => names.length),
    [3, 1, 1, 1, 1],
  )
})

function isMarked(name: SettingName): boolean {
  const row = settingRow(name)
  return row.optional === true || row.required !== undefined
}
