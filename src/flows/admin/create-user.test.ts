import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../testing/mail-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { createUser } from './create-user.ts'

const facts = { email: 'root@example.com', password: 'SecurePass123!' }

test('an account that an operator creates logs in, and its row tells who gave it which flags', async () => {
  const auth = await createMailAuth()
  const { system, rows, events } = watchOperator(auth)
  assert.notEqual(await createUser(system, operator, facts, { isSuperuser: true }), 'duplicate')
  const changes = { isSuperuser: [null, true] }
  assert.deepEqual(await rows(), [{ event: 'user.created', userId: 1, changes }])
  assert.deepEqual(events(), [{ name: 'user.created', userId: 1, actor: operatorName }])
  await auth.login(facts.email)
})

test('no mail is sent to the address', async () => {
  const auth = await createMailAuth()
  await createUser(auth.system, operator, facts)
  await auth.deliverMail()
  assert.deepEqual(auth.mailbox.mails, [])
})

test('a login name that is taken is a duplicate, without a row', async () => {
  const auth = await createMailAuth()
  const { system, rows, events } = watchOperator(auth)
  await auth.register(facts.email)
  assert.equal(await createUser(system, operator, { email: 'ROOT@example.com' }), 'duplicate')
  assert.deepEqual([await rows(), events()], [[], []])
})
