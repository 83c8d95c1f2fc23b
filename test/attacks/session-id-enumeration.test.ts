/**
 * Somebody who is logged in tries ids of other people's sessions: to end them, or to learn which exist. The answer is
 * the same for an id that never was, one of somebody else, one that ended, and text that is no id.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'

test("another user's session cannot be ended, and looks like one that never was (IDOR)", async () => {
  const auth = await createTestAuth()
  const alice = await auth.register('alice@example.com')
  const mallory = await auth.register('mallory@example.com')
  const [{ id }] = (await auth.request('GET', '/api/auth/sessions/', { token: alice.access })).json
  const answers = []
  for (const tried of [
    id,
    'AAAAAAAAAAAAAAAAAAAAAA',
    '1',
    'null',
    '__proto__',
    `${id}%00`,
    "' OR 1=1 --",
    'x'.repeat(5000),
  ]) {
    const path = `/api/auth/sessions/${encodeURIComponent(tried)}/`
    answers.push(await auth.request('DELETE', path, { token: mallory.access }))
  }
  const seen = new Set(answers.map(({ status, text }) => `${status} ${text}`))
  assert.deepEqual([...seen], ['404 {"detail":"Not found."}'])
  assert.equal((await auth.visit(alice.access)).status, 200)
  assert.equal((await auth.refresh(alice.refresh)).status, 200)
})

test("ending all sessions ends no other user's", async () => {
  const auth = await createTestAuth()
  const alice = await auth.register('alice@example.com')
  const mallory = await auth.register('mallory@example.com')
  await auth.request('DELETE', '/api/auth/sessions/', { token: mallory.access })
  assert.equal((await auth.visit(alice.access)).status, 200)
  assert.equal((await auth.visit(mallory.access)).status, 401)
})
