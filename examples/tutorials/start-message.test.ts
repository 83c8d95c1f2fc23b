import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from 'latchkey'
import { startMessage } from './start-message.ts'

const settingsWith = (debug: boolean) =>
  resolveSettings([
    { source: 'test', values: { secretKey: `${'x'.repeat(7)}a secret of its own, long enough`, debug } },
  ])
const start = { number: '2', folder: '2-quickstart', address: 'http://127.0.0.1:8000' }

test('a tutorial says where its README and its database are, and how its administrator is made', () => {
  const text = startMessage({ ...start, path: '/data/latchkey.sqlite3', settings: settingsWith(false) })
  assert.match(text, /examples\/tutorials\/2-quickstart\/README\.md/)
  assert.match(text, /\/data\/latchkey\.sqlite3/)
  assert.match(text, /npm run latchkey -- --config examples\/tutorials\/2-quickstart createsuperuser/)
  assert.match(text, /DEBUG +off/)
})

test('with DEBUG it says where the documentation is', () => {
  const text = startMessage({ ...start, path: '/data/latchkey.sqlite3', settings: settingsWith(true) })
  assert.match(text, /DEBUG +on/)
  assert.match(text, /http:\/\/127\.0\.0\.1:8000\/docs\//)
})

test('it names no administrator command for a database in memory, which no command reaches', () => {
  const text = startMessage({ ...start, path: ':memory:', settings: settingsWith(false) })
  assert.doesNotMatch(text, /createsuperuser/)
})
