import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BackupError, storeUnavailable } from '../stores/errors.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { explainFailure } from './failures.ts'
import { createUi } from './ui.ts'

/** What the terminal shows. */
function printed(error: unknown): string {
  const chunks: string[] = []
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0, isTTY: false }
  const { what, fix } = explainFailure(error)
  createUi({ out: stream, err: stream, env: {} }).failure(what, fix)
  return chunks.join('')
}

test('a mistake in code inside a write is printed as it is, with its stack, not as a database that is away', async () => {
  const { store } = await createTestAuth()
  // node:sqlite throws a TypeError for a value that no column can hold.
  const error = await store.groups.create(Symbol('name') as unknown as string, 0).catch((cause: unknown) => cause)
  assert.ok(error instanceof TypeError)
  const text = printed(error)
  assert.match(text, /^Error: Unexpected error: .*cannot be bound/)
  assert.match(text, /TypeError.*\n +at .*groups\.ts:\d+/s)
  assert.doesNotMatch(text, /database is not available/)
})

test('the causes of a mistake are printed too, and no member that may hold a secret', () => {
  const cause = Object.assign(new TypeError('Invalid URL'), { input: 'smtp://user:hidden@mail.example.com' })
  const text = printed(new RangeError('no mailer', { cause }))
  assert.match(text, /RangeError: no mailer.*TypeError: Invalid URL/s)
  assert.doesNotMatch(text, /hidden/)
})

test('control characters in a message are escaped (terminal injection)', () => {
  const text = printed(new TypeError('\u001b[2Jx'))
  assert.match(text, /^Error: Unexpected error: \\u\{1b\}\[2Jx\n/)
  assert.doesNotMatch(text, /\u001b/)
})

test('a database that is away is said to be away, with its own words', () => {
  const text = printed(storeUnavailable('sqlite', new Error('database is locked')))
  assert.match(text, /^Error: The database is not available\.\n.*database is locked/)
})

test('what a stopped restore left behind is said to be deleted, not to be forced', () => {
  const { what, fix } = explainFailure(new BackupError('in_the_way', '/data/db.sqlite3.partial'))
  assert.equal(what, '/data/db.sqlite3.partial already exists.')
  assert.match(String(fix), /delete it/)
})
