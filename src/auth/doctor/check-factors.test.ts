import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { resolveSettings } from '../../settings.ts'
import { registerProtected } from '../../testing/second-factors.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { checkFactors, checkSecretsOfFactors } from './check-factors.ts'

const secretKey = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'

function settingsOf(config: Config) {
  return resolveSettings([{ source: 'test', values: { secretKey, ...config } }])
}

function found(config: Config): string {
  return checkFactors(settingsOf(config))
    .map(({ level, what }) => `${level}: ${what}`)
    .join(' ')
}

const healthy = { consoleRequiresMfa: 'on', publicUrl: 'https://app.example.com' } as const

test('pages over HTTPS, and localhost, have passkeys; an address and plain HTTP have none', () => {
  assert.equal(found(healthy), '')
  assert.equal(found({ ...healthy, publicUrl: 'http://localhost:8000' }), '')
  assert.match(found({ ...healthy, publicUrl: 'http://127.0.0.1:8000' }), /^advice: .*none for IP addresses/)
  assert.equal(found({ ...healthy, publicUrl: 'http://127.0.0.1:8000', disabledEndpoints: ['mfa_passkeys'] }), '')
})

test('operators whose password is enough are told outside DEBUG, where there is a console', () => {
  const off = { ...healthy, consoleRequiresMfa: 'off' } as const
  assert.match(found(off), /^advice: The password of an operator alone/)
  for (const config of [{ debug: true }, { console: 'off' }] as const) assert.equal(found({ ...off, ...config }), '')
})

test('a factor that is required and has no page of ours is told', () => {
  assert.equal(found({ ...healthy, mfaRequired: 'all' }), '')
  assert.match(found({ ...healthy, mfaRequired: 'all', accountPages: 'off' }), /^advice: .*accountPages is off/)
})

test('authenticator apps that were sealed under a key that is gone are found, and none that can be opened', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  await registerProtected(auth, 'ada@example.com')
  assert.deepEqual(await checkSecretsOfFactors(auth.system.settings, auth.store), [])
  const [lost, ...others] = await checkSecretsOfFactors(settingsOf({}), auth.store)
  assert.deepEqual([lost?.level, others], ['fault', []])
  assert.match(lost?.what ?? '', /^Of 1 authenticator apps that were looked at, 1 cannot be used/)
})
