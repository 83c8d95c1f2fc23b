import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../../settings.ts'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'
import { readOrigins } from '../read-origins.ts'

const invalid: readonly (readonly [about: string, values: Record<string, unknown>, at: readonly string[]])[] = [
  ['every origin', { corsAllowedOrigins: ['*'] }, ['corsAllowedOrigins']],
  ['the origin of sandboxes', { trustedOrigins: ['null'] }, ['trustedOrigins']],
  ['an origin with a path', { trustedOrigins: ['https://example.com/'] }, ['trustedOrigins']],
  ['an origin with its default port', { trustedOrigins: ['https://example.com:443'] }, ['trustedOrigins']],
  ['an origin in capitals', { corsAllowedOrigins: ['https://Example.com'] }, ['corsAllowedOrigins']],
  ['an origin with a pattern', { corsAllowedOrigins: ['https://*.example.com'] }, ['corsAllowedOrigins']],
  ['an origin with a user', { trustedOrigins: ['https://a@example.com'] }, ['trustedOrigins']],
]

for (const [about, values, at] of invalid) {
  test(`refused: ${about}`, () => assert.deepEqual(settingsAtFault(values), at))
}

/** What is refused, and the spelling that the message gives. */
const misspelt = [
  ['https://app.example.com/', 'https://app.example.com'],
  ['https://App.example.com', 'https://app.example.com'],
  ['https://app.example.com:443', 'https://app.example.com'],
  ['HTTPS://app.example.com/login?a=1', 'https://app.example.com'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['capacitor://localhost/', 'capacitor://localhost'],
  ['capacitor://LOCALHOST', 'capacitor://localhost'],
  ['Ionic://localhost', 'ionic://localhost'],
  [
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop/popup.html',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  ],
  ['wss://app.example.com', 'https://app.example.com'],
] as const

test('an origin that no browser spells that way is refused with the right spelling', () => {
  for (const [given, spelled] of misspelt) assert.match(messageOf([given]), new RegExp(`write '${spelled}'$`), given)
})

test('what has the origin null is refused under each of its names (sandboxed frames)', () => {
  for (const given of [
    'null',
    'file://',
    'file:///android_asset/index.html',
    'data:text/html,x',
    'blob:https://a.example/b',
    'about:blank',
  ]) {
    assert.match(messageOf([given]), /origin 'null', which any page can have/, given)
  }
})

test('what is no origin at all is refused', () => {
  for (const given of [
    '*',
    'localhost',
    'capacitor:',
    'capacitor://',
    'app://*',
    'https://',
    'https://a b',
    'x://a@b',
    '',
    7,
    {},
  ]) {
    assert.notEqual(messageOf([given]), '', String(given))
  }
  assert.match(messageOf(7), /write \['https:/)
  assert.doesNotMatch(messageOf(['https://me:hunter2@a.example']), /hunter2/)
})

test('accepted: the origins of app web views and extensions', () => {
  const trustedOrigins = [
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'http://tauri.localhost',
    'https://tauri.localhost',
    'app://obsidian.md',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://1b5a7f0c-0f3e-4d0e-9f3a-7c5c1a2b3c4d',
    'safari-web-extension://1B5A7F0C-0F3E-4D0E-9F3A-7C5C1A2B3C4D',
  ]
  assert.deepEqual(settingsAtFault({ trustedOrigins, corsAllowedOrigins: trustedOrigins }), [])
  assert.deepEqual(settingsAtFault({ trustedOrigins: 'capacitor://localhost' }), [])
})

test('the environment lists origins with commas', () => {
  const values = {
    SECRET_KEY: 'x'.repeat(8).concat('a secret of more than thirty-two bytes'),
    LATCHKEY_TRUSTED_ORIGINS: 'capacitor://localhost, https://a.example',
  }
  const { trustedOrigins } = resolveSettings([{ source: 'environment', spelling: 'environment', values }])
  assert.deepEqual(trustedOrigins, ['capacitor://localhost', 'https://a.example'])
})

function messageOf(raw: unknown): string {
  const read = readOrigins(raw)
  return read.ok ? '' : `${read.what}; ${read.fix}`
}

test('accepted: origins with ports, addresses and other scripts', () => {
  const trustedOrigins = ['http://localhost:3000', 'https://[::1]:8443', 'https://xn--bcher-kva.example']
  assert.deepEqual(settingsAtFault({ trustedOrigins }), [])
})
