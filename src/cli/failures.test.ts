import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeUnavailable } from '../stores/errors.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { explainFailure } from './failures.ts'

test('a mistake in code inside a write is printed as it is, with its stack, not as a database that is away', async () => {
  const { store } = await createTestAuth()
  // node:sqlite throws a TypeError for a value that no column can hold.
  const error = await store.groups.create(Symbol('name') as unknown as string, 0).catch((cause: unknown) => cause)
  assert.ok(error instanceof TypeError)
  const { what, fix = '' } = explainFailure(error)
  assert.match(what, /^Unexpected error: .*cannot be bound/)
  assert.match(fix, /TypeError.*\n +at .*groups\.ts:\d+/s)
  assert.doesNotMatch(what + fix, /database is not available/)
})

test('the causes of a mistake are printed too, and no member that may hold a secret', () => {
  const cause = Object.assign(new TypeError('Invalid URL'), { input: 'smtp://user:hidden@mail.example.com' })
  const { fix = '' } = explainFailure(new RangeError('no mailer', { cause }))
  assert.match(fix, /RangeError: no mailer.*TypeError: Invalid URL/s)
  assert.doesNotMatch(fix, /hidden/)
})

test('control characters in a message are escaped (terminal injection)', () => {
  const { what, fix = '' } = explainFailure(new TypeError('\u001b[2Jx'))
  assert.equal(what, 'Unexpected error: \\u{1b}[2Jx')
  assert.doesNotMatch(fix, /\u001b/)
})

test('a database that is away is said to be away, with its own words', () => {
  const { what, fix = '' } = explainFailure(storeUnavailable('sqlite', new Error('database is locked')))
  assert.equal(what, 'The database is not available.')
  assert.match(fix, /database is locked/)
})
