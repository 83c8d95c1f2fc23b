import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem } from '../problems.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { attemptLogin } from './attempt-login.ts'

const wrong = async () => {
  throw problem('no_active_account')
}

async function limited() {
  const auth = await createTestAuth({ throttling: true, loginFailures: 3 })
  return {
    auth,
    attempt: (check: () => Promise<{ id: number } | undefined>, name = 'alice@example.com') =>
      attemptLogin(auth.system, name, check),
  }
}

const refused = { code: 'throttled' }

test('after the allowance no further password is checked (brute force)', async () => {
  const { attempt } = await limited()
  for (let count = 0; count < 3; count++) await assert.rejects(attempt(wrong), { code: 'no_active_account' })
  let isChecked = false
  await assert.rejects(
    attempt(async () => {
      isChecked = true
      return undefined
    }),
    refused,
  )
  assert.equal(isChecked, false)
})

test('all spellings of a name are one account, and another name is not', async () => {
  const { attempt } = await limited()
  for (const name of ['alice@example.com', 'ALICE@example.com', 'alice@EXAMPLE.com']) {
    await assert.rejects(attempt(wrong, name), { code: 'no_active_account' })
  }
  await assert.rejects(attempt(wrong), refused)
  await assert.rejects(attempt(wrong, 'bob@example.com'), { code: 'no_active_account' })
})

test('the right password clears the count', async () => {
  const { attempt } = await limited()
  for (let round = 0; round < 3; round++) {
    await assert.rejects(attempt(wrong), { code: 'no_active_account' })
    assert.deepEqual(await attempt(async () => ({ id: 1 })), { id: 1 })
  }
})

test('a check that gives nothing has failed, as one that throws', async () => {
  const { attempt } = await limited()
  for (let count = 0; count < 3; count++) assert.equal(await attempt(async () => undefined), undefined)
  await assert.rejects(attempt(wrong), refused)
})

test('a server that was too busy to check counts nothing', async () => {
  const { attempt } = await limited()
  const busy = async () => {
    throw problem('overloaded')
  }
  for (let count = 0; count < 9; count++) await assert.rejects(attempt(busy), { code: 'overloaded' })
  await assert.rejects(attempt(wrong), { code: 'no_active_account' })
})

test('the wait is over when it is over', async () => {
  const { auth, attempt } = await limited()
  for (let count = 0; count < 3; count++) await assert.rejects(attempt(wrong))
  await assert.rejects(attempt(wrong), refused)
  auth.clock.advance(24 * 3_600_000)
  assert.deepEqual(await attempt(async () => ({ id: 1 })), { id: 1 })
})
