import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDatabaseUrl } from './database-url.ts'
import { DatabaseUrlError } from './errors.ts'

test('a relative sqlite path is resolved against the folder', () => {
  assert.deepEqual(parseDatabaseUrl('sqlite:data/a.sqlite3', '/srv'), {
    dialect: 'sqlite',
    path: '/srv/data/a.sqlite3',
  })
  assert.deepEqual(parseDatabaseUrl('sqlite:/var/a:b.sqlite3', '/srv'), { dialect: 'sqlite', path: '/var/a:b.sqlite3' })
})

test('another scheme is refused with a message that names the supported one, and does not leak the password', () => {
  const refused = (error: unknown) =>
    error instanceof DatabaseUrlError && /'postgres'.*sqlite:PATH/.test(error.message) && !/hunter2/.test(error.message)
  assert.throws(() => parseDatabaseUrl('postgres://alice:hunter2@db/app', '/srv'), refused)
})
