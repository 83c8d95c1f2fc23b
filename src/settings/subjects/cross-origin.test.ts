import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

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

test('accepted: origins with ports, addresses and other scripts', () => {
  const trustedOrigins = ['http://localhost:3000', 'https://[::1]:8443', 'https://xn--bcher-kva.example']
  assert.deepEqual(settingsAtFault({ trustedOrigins }), [])
})
