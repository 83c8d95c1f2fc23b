import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { asOperator } from './operator.ts'

test('what the command line does is kept with the name of the machine’s user', async () => {
  const auth = await createTestAuth()
  await auth.register('alice@example.com')
  const { directory, origin } = asOperator(auth).system
  await directory.setFlags(1, { isStaff: true }, auth.clock.now(), { ...origin, traceId: 'one' })
  const [row] = await auth.store.audit.findByTrace('one')
  assert.deepEqual([row?.actor, row?.userId], [`cli:${userInfo().username}`, 1])
})
