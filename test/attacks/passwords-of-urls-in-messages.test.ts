/** `DATABASE_URL=postgres://user:password@host/db`, as other frameworks keep it: no message repeats the password. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../../src/settings/configuration-error.ts'
import { resolveSettings } from '../../src/settings.ts'
import { openPlace, runCommand } from '../cli/in-process.ts'

const url = 'postgres://u:hunter2@127.0.0.1:1/x'

test('no command prints the password of DATABASE_URL (sensitive data exposure)', async t => {
  const place = openPlace(t)
  for (const [address, said] of [
    [url, /No PostgreSQL answers at 127\.0\.0\.1:1/],
    [url.replace('postgres', 'mysql'), /begins with 'mysql'/],
    [`${url}?sslmode=prefer`, /sslmode that cannot be used/],
  ] as const) {
    for (const words of ['doctor', 'doctor --json', 'serve', 'migrate', 'users list']) {
      const { stdout, stderr } = await runCommand(`DATABASE_URL=${address} latchkey ${words}`, place)
      assert.doesNotMatch(stdout + stderr, /hunter2/, words)
      assert.match(stdout + stderr, said, words)
    }
  }
})

test('no command prints the password of REDIS_URL (sensitive data exposure)', async t => {
  const place = openPlace(t)
  for (const [address, said] of [
    ['redis://u:hunter2@127.0.0.1:1', /127\.0\.0\.1:1/],
    ['redis://u:hunter2@127.0.0.1:1?sslmode=require', /the parameter .{1,2}sslmode.{1,2}, which is not known/],
    ['rediss://u:hunter2@127.0.0.1:1?ca=/nowhere.pem', /nowhere\.pem/],
  ] as const) {
    for (const words of ['doctor', 'doctor --json']) {
      const { stdout, stderr } = await runCommand(`REDIS_URL=${address} latchkey ${words}`, place)
      assert.doesNotMatch(stdout + stderr, /hunter2/, words)
      assert.match(stdout + stderr, said, `${words} of ${address}`)
    }
  }
})

test('no setting is repeated with the password of a URL', () => {
  const values = [
    url,
    `${url}/${'x'.repeat(100)}`,
    `postgres://u:${'x'.repeat(58)}hunter2@db/x`,
    'smtp://u:hunter2@mail',
    'redis://u:hunter2@cache/x',
  ]
  const names = [
    'DATABASE_URL',
    'REDIS_URL',
    'SMTP_URL',
    'LATCHKEY_SMTP_URL',
    'LATCHKEY_JWK_URL',
    'LATCHKEY_PASSWORD_RESET_URL',
    'PORT',
    'CORS_ALLOWED_ORIGINS',
  ]
  for (const name of names) {
    for (const value of values) {
      try {
        resolveSettings([{ source: 'environment', spelling: 'environment', values: { [name]: value } }])
      } catch (error) {
        assert.ok(error instanceof ConfigurationError)
        assert.doesNotMatch(error.message, /hunter2|u:x/, name)
      }
    }
  }
})
