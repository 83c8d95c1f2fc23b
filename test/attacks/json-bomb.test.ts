/** Requirement 27: two megabytes of tiny values are cheap to send, and would be dear to build. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxValues } from '../../src/http/request/parsers/json.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const size = 2_400_000
const headers = { 'content-type': 'application/json' }
const fill = (item: string) => `[${item.repeat(size / item.length)}0]`

test('bodies of a million values are refused before any of them is built', async () => {
  const auth = await createTestAuth()
  for (const item of ['1,', '"",', '[],', '{},', '{"a":1},', '0.1,', 'null,']) {
    const before = process.memoryUsage().heapUsed
    const { status, json } = await auth.request('POST', '/api/auth/cookie/login/', { body: fill(item), headers })
    assert.deepEqual([status, json], [400, { detail: `JSON parse error - More than ${maxValues} values.` }], item)
    assert.ok(process.memoryUsage().heapUsed - before < 40_000_000, item)
  }
})

test('commas and brackets inside a string are not counted as values', async () => {
  const auth = await createTestAuth()
  const body = JSON.stringify({ email: 'eve@example.com', password: '[,{,'.repeat(maxValues) })
  assert.equal((await auth.request('POST', '/api/auth/cookie/login/', { body, headers })).status, 401)
})
