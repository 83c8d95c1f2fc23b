/** Many people, or one impatient one, register the same address at the same moment, spelled differently. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

test('of twelve registrations of one address at once one gets 201 and the rest a clear 400', async t => {
  const { url } = await startServer(t, temporaryFolder(t), { SECRET_KEY: secretKey })
  const api = createApi(url)
  const spellings = ['alice@example.com', 'Alice@example.com', 'ALICE@EXAMPLE.COM', 'alice@Example.com']
  const replies = await Promise.all(
    Array.from({ length: 12 }, (_, index) => api.register(spellings[index % 4] ?? '', password)),
  )
  assert.equal(replies.filter(({ status }) => status === 201).length, 1)
  const refused = replies.filter(({ status }) => status !== 201)
  for (const { status, json } of refused) {
    assert.deepEqual([status, json], [400, { email: ['user with this email already exists.'] }])
  }
  for (const spelling of spellings) assert.equal((await api.login(spelling, password)).status, 200, spelling)
})
