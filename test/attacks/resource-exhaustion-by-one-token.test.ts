/** CWE-770: one access token must not fill the database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { revocationsOf } from '../../src/testing/store-contract/opened-store.ts'
import { createLimitedAuth } from './credentials-endpoints.ts'

test('changes of the profile without end are refused after a hundred an hour, and leave one revocation', async () => {
  const auth = await createLimitedAuth()
  const { access: token } = await auth.register('mallory@example.com')
  const statuses: number[] = []
  for (let index = 0; index < 105; index += 1) {
    const json = { first_name: `Mallory ${index}` }
    statuses.push((await auth.request('PATCH', '/api/auth/profile/', { json, token })).status)
  }
  assert.deepEqual([statuses.indexOf(429), statuses.filter(status => status === 200).length], [100, 100])
  assert.equal((await revocationsOf(auth.system)).length, 1)
})

test('a user gets at most apiKeyLimit working API keys, and the list stays short', async () => {
  const auth = await createLimitedAuth({ apiKeyLimit: 3, accountChangeRate: null, reauthenticateForChanges: false })
  const { access: token } = await auth.register('mallory@example.com')
  const create = () => auth.request('POST', '/api/auth/api-keys/', { json: { name: 'flood' }, token })
  const replies = await Promise.all(Array.from({ length: 10 }, create))
  assert.equal(replies.filter(({ status }) => status === 201).length, 3)
  const refused = replies.find(({ status }) => status === 400)
  assert.deepEqual(refused?.json, { detail: 'You have too many API keys. Revoke one first.' })
  assert.equal((await auth.request('GET', '/api/auth/api-keys/', { token })).json.length, 3)
})
