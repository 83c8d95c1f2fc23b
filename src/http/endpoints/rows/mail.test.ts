import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailbox } from '../../../testing/mailbox.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const handedOver = 'password/reset/confirm'
const paths = ['email/verify', 'email/verify/confirm', 'email/change/confirm', 'password/reset']

test('where no mail can leave, its endpoints are not there', async () => {
  const auth = await createTestAuth()
  for (const path of paths)
    assert.equal((await auth.request('POST', `/api/auth/${path}/`, { json: {} })).status, 404, path)
})

test('without mail the link of an operator for a password is taken, but not under compat', async () => {
  for (const [config, expected] of [
    [{}, 400],
    [{ compat: 'simplejwt' }, 404],
  ] as const) {
    const auth = await createTestAuth(config)
    assert.equal((await auth.request('POST', `/api/auth/${handedOver}/`, { json: {} })).status, expected)
  }
})

test('with a mailer, and in DEBUG, they are', async () => {
  for (const config of [createMailbox().settings, { debug: true }]) {
    const auth = await createTestAuth(config)
    for (const path of [...paths, handedOver]) {
      assert.equal((await auth.request('POST', `/api/auth/${path}/`, { json: {} })).status, 400, path)
    }
  }
})
