import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

const publicUrl = 'https://app.example.com'

test('passkeys of a domain that no page of the application has are refused at the start', () => {
  for (const [passkeyRpId, at] of [
    ['app.example.com', []],
    ['example.com', []],
    ['other.com', ['passkeyRpId']],
    ['ple.com', ['passkeyRpId']],
    ['login.app.example.com', ['passkeyRpId']],
    ['127.0.0.1', ['passkeyRpId']],
  ] as const) {
    assert.deepEqual(settingsAtFault({ publicUrl, passkeyRpId }), at, passkeyRpId)
  }
})

test('origins of passkeys are within their domain', () => {
  const passkeyOrigins = ['https://shop.example.com']
  assert.deepEqual(settingsAtFault({ publicUrl, passkeyRpId: 'example.com', passkeyOrigins }), [])
  assert.deepEqual(settingsAtFault({ publicUrl, passkeyOrigins }), ['passkeyOrigins'])
  assert.deepEqual(settingsAtFault({ passkeyOrigins: ['http://localhost:3000'] }), [])
})

test('accounts that must have a second factor can add one, and an account that has one can log in', () => {
  const names = ['mfa_totp', 'mfa_passkeys']
  for (const config of [{ mfaRequired: 'staff' }, { mfaRequiredFor: () => true }] as const) {
    assert.deepEqual(settingsAtFault({ ...config, disabledEndpoints: ['mfa_totp'] }), [])
    assert.deepEqual(settingsAtFault({ ...config, disabledEndpoints: names }), ['mfaRequired'])
    assert.deepEqual(settingsAtFault({ ...config, disabledEndpoints: ['mfa', 'mfa_*'] }), ['mfaRequired'])
  }
  assert.deepEqual(settingsAtFault({ disabledEndpoints: ['mfa_*'] }), [])
  assert.deepEqual(settingsAtFault({ disabledEndpoints: ['mfa_verify'] }), ['disabledEndpoints'])
})
