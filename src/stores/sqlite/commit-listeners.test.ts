import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'

test('each listener hears of every commit, and one that throws stops no write (denial of service)', async () => {
  const auth = await createTestAuth()
  const heard = { before: 0, after: 0 }
  auth.store.observeCommits?.(() => {
    heard.before += 1
  })
  auth.store.observeCommits?.(() => {
    throw new Error('of the application')
  })
  auth.store.observeCommits?.((async () => await Promise.reject(new Error('later'))) as () => void)
  auth.store.observeCommits?.(() => {
    heard.after += 1
  })
  const warnings: Error[] = []
  const record = (warning: Error) => void warnings.push(warning)
  process.on('warning', record)
  const warned = once(process, 'warning')
  await auth.register('a@example.com')
  await auth.register('b@example.com')
  await warned
  await auth.close()
  process.off('warning', record)
  assert.ok(heard.before >= 2)
  assert.equal(heard.before, heard.after)
  assert.deepEqual(
    warnings.map(({ message }) => message),
    ['A listener of observeCommits threw: Error: of the application'],
  )
})
