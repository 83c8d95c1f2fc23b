/** What operators are shown of the settings, and what of them never leaves the process. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { showSettings } from '../../../auth/shown-settings.ts'
import { createAuth } from '../../../auth.ts'
import { loadConfiguration } from '../../../server/config/load-settings.ts'
import type { Config } from '../../../settings/settings.ts'
import { withValues } from '../../../settings/sources.ts'
import { resolveSettings, settingNames } from '../../../settings.ts'
import { openSqliteStore } from '../../../stores/sqlite/store.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import type { ShownSetting } from '../installation.ts'
import { logIn, openAdmin } from './callers.ts'

const secrets: Config = {
  secretKey: 'PLAIN-secret-key-of-this-test-0123456789abcdef',
  signingKey: 'PLAIN-signing-key-of-this-test-0123456789abcdef',
  keyId: 'now',
  previousKeys: [{ kid: 'before', key: 'PLAIN-previous-key-of-this-test-0123456789abcdef' }],
  sendMail: undefined,
  smtpUrl: 'smtp://user:PLAIN-smtp@127.0.0.1:2525',
  metricsToken: 'PLAIN-metrics-token-0123456789abcdef',
  social: { acme: { issuer: 'https://login.example.com', clientId: 'me', clientSecret: 'PLAIN-client-secret' } },
}

async function openWithSettings(t: TestContext, config: Config): Promise<readonly ShownSetting[]> {
  const auth = await openAdmin(t, config)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const { status, json, text } = await auth.request('GET', '/api/admin/settings/', { headers: credentials })
  assert.equal(status, 200, text)
  return json.results
}

test('every setting is listed, and no secret of any kind is in the answer', async t => {
  const shown = await openWithSettings(t, secrets)
  assert.deepEqual(
    shown.map(({ name }) => name),
    settingNames,
  )
  assert.doesNotMatch(JSON.stringify(shown), /PLAIN/)
  const of = (name: string) => shown.find(each => each.name === name)
  assert.equal(of('secretKey')?.value, '[secret]')
  for (const name of Object.keys(secrets).filter(each => !['sendMail', 'keyId'].includes(each))) {
    assert.equal(of(name)?.secret, true, name)
  }
})

test('addresses of databases are shown without their passwords, wherever these stand', () => {
  const values = {
    ...secrets,
    databaseUrl: 'postgres://app:PLAIN-1@db.example.com/app?sslmode=verify-full',
    databaseDirectUrl: 'postgres://db.example.com/app?user=app&password=PLAIN-2',
    redisUrl: 'redis://user:PLAIN-3@127.0.0.1:6379/0',
    publicUrl: 'https://app.example.com',
    mailFrom: 'a@example.com',
  }
  const shown = showSettings(resolveSettings([{ source: 'test', values }]))
  assert.doesNotMatch(JSON.stringify(shown), /PLAIN/)
  assert.deepEqual(
    ['databaseUrl', 'databaseDirectUrl', 'redisUrl'].map(name => shown.find(each => each.name === name)?.value),
    [
      'postgres://***@db.example.com/app?sslmode=verify-full',
      'postgres://db.example.com/app?user=app&password=***',
      'redis://***@127.0.0.1:6379/0',
    ],
  )
})

test('a setting says whether it was given or is the default', async t => {
  const shown = await openWithSettings(t, { accessTokenLifetime: '7m' })
  const of = (name: string) => shown.find(each => each.name === name)
  assert.deepEqual(of('accessTokenLifetime'), {
    name: 'accessTokenLifetime',
    variable: 'LATCHKEY_ACCESS_TOKEN_LIFETIME',
    value: 420,
    source: 'test',
    default: 900,
    secret: false,
  })
  assert.deepEqual([of('port')?.source, of('port')?.value, of('sendMail')?.value], ['default', 8000, '[function]'])
})

test('the source is that of the file or the variable, whatever the server fills in', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, '.env'), 'LATCHKEY_REFRESH_GRACE=3s\n')
  const { settings } = await loadConfiguration({ env: { DATABASE_URL: 'sqlite::memory:' }, cwd: folder })
  const auth = await createAuth({
    settings: withValues(settings, { passwordConcurrency: 2 }),
    store: openSqliteStore(':memory:', settings),
  })
  t.after(() => auth.close())
  const sources = Object.fromEntries(auth.system.installation.settings().map(({ name, source }) => [name, source]))
  assert.deepEqual(
    [sources.databaseUrl, sources.refreshGrace, sources.secretKey, sources.port],
    ['environment', '.env', '.latchkey/secret-key', 'default'],
  )
})

test('of settings that were copied the source is not known, and is not guessed', async t => {
  const folder = await temporaryFolder(t)
  const { settings } = await loadConfiguration({ env: {}, cwd: folder })
  const auth = await createAuth({ settings: { ...settings, port: 1234 }, store: openSqliteStore(':memory:', settings) })
  t.after(() => auth.close())
  const port = auth.system.installation.settings().find(({ name }) => name === 'port')
  assert.deepEqual([port?.value, port?.source, port?.default], [1234, null, 8000])
})
