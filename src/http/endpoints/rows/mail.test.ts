import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailbox } from '../../../testing/mailbox.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const paths = [
  'email/verify',
  'email/verify/confirm',
  'email/change/confirm',
  'password/reset',
  'password/reset/confirm',
]

test('where no mail can leave, its endpoints are not there', async () => {
  const auth = await createTestAuth()
  for (const path of paths)
    assert.equal((await auth.request('POST', `/api/auth/${path}/`, { json: {} })).status, 404, path)
})

test('with a mailer, and in DEBUG, they are', async () => {
  for (const config of [createMailbox().settings, { debug: true }]) {
    const auth = await createTestAuth(config)
    for (const path of paths) {
      assert.equal((await auth.request('POST', `/api/auth/${path}/`, { json: {} })).status, 400, path)
    }
  }
})
