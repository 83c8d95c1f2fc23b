import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny } from '../../permissions/built-in.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { createTestClient } from '../../testing/test-client.ts'
import { defineEndpoint } from './define-endpoint.ts'
import { requestData } from './request-data.ts'

const echo = defineEndpoint({
  path: '/api/echo/',
  permissions: [allowAny],
  async POST(call) {
    const { name, list, valueOf: inherited } = await requestData(call)
    return { status: 200, body: { name, list, kind: typeof name, inherited: typeof inherited } }
  },
})

async function post(json: unknown) {
  const auth = await createTestAuth({}, { endpoints: [echo] })
  return await createTestClient(auth.dispatch).request('POST', '/api/echo/', { json })
}

test('the members of a body are plain values, and absent ones are undefined', async () => {
  const { status, json } = await post({ name: 1.5, list: [0, { a: 2 }] })
  assert.equal(status, 200)
  assert.deepEqual(json, { name: 1.5, list: [0, { a: 2 }], kind: 'number', inherited: 'undefined' })
})

test('a body that is not an object is refused as a serializer refuses it', async () => {
  const { status, json } = await post([1])
  assert.equal(status, 400)
  assert.deepEqual(json, { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] })
})
