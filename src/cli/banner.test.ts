import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { banner } from './banner.ts'

const facts = {
  address: 'http://127.0.0.1:8000',
  databaseName: '/srv/a.sqlite3',
  createSuperuser: 'latchkey createsuperuser',
}

for (const accounts of ['email', 'username'] as const) {
  test(`the printed lines register and log in a user of the account model ${accounts}`, async () => {
    const { system, request } = await createTestAuth({ accounts })
    const { settings } = system
    for (const [hasUsers, status] of [
      [false, 201],
      [true, 200],
    ] as const) {
      const text = banner({ ...facts, settings, hasUsers }).join('\n')
      const [, path = '', body = ''] = /curl -X POST http:\/\/127\.0\.0\.1:8000(\S+) [\s\S]*-d '(.*)'/.exec(text) ?? []
      const answer = await request('POST', path, { json: JSON.parse(body) })
      assert.equal(answer.status, status, text)
    }
  })
}

test('a server on all addresses is reached at one, with a name that it answers to', async () => {
  const { system } = await createTestAuth({ allowedHosts: ['.example.com'] })
  const text = banner({ ...facts, address: 'http://0.0.0.0:8000', settings: system.settings, hasUsers: false }).join(
    '\n',
  )
  assert.match(text, /curl -X POST http:\/\/127\.0\.0\.1:8000\/.* -H "Host: example\.com"/)
})

test('no administrator is created for a database in memory, which another process does not see', async () => {
  const { system } = await createTestAuth()
  const text = banner({ ...facts, databaseName: ':memory:', settings: system.settings, hasUsers: false }).join('\n')
  assert.doesNotMatch(text, /createsuperuser/)
})
