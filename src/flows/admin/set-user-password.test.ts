import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../testing/mail-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { setUserPassword } from './set-user-password.ts'

const email = 'alice@example.com'
const fresh = 'A-fresh-secret-42'

async function withAlice() {
  const auth = await createMailAuth({ verifyEmailAtRegistration: false })
  const pair = await auth.register(email)
  return { auth, pair, ...watchOperator(auth) }
}

test('a password that an operator sets replaces the old one and ends every session', async () => {
  const { auth, pair, system, rows, events } = await withAlice()
  assert.equal(await setUserPassword(system, operator, 1, fresh), 'changed')
  assert.equal((await auth.visit(pair.access)).status, 401)
  assert.equal((await auth.refresh(pair.refresh)).status, 401)
  await assert.rejects(auth.login(email), /got 401/)
  await auth.login(email, fresh)
  assert.deepEqual((await rows())[0], { event: 'password.changed', userId: 1, reason: 'operator' })
  assert.doesNotMatch(JSON.stringify(await rows()), /argon2/)
  assert.deepEqual(events(), [{ name: 'password.changed', reason: 'operator', userId: 1, actor: operatorName }])
})

test('the owner gets the notice that a change of their own sends', async () => {
  const { auth, system } = await withAlice()
  await setUserPassword(system, operator, 1, fresh)
  await auth.deliverMail()
  assert.deepEqual(
    auth.mailbox.to(email).map(({ subject }) => /was changed/.test(subject)),
    [true],
  )
})

test('without a password no password opens the account', async () => {
  const { auth, system } = await withAlice()
  await setUserPassword(system, operator, 1, undefined)
  for (const password of ['SecurePass123!', 'undefined', '!']) {
    await assert.rejects(auth.login(email, password), /got 401/)
  }
})

test('an account that was deleted is gone: no row, no event, no mail', async () => {
  const { auth, system, rows, events } = await withAlice()
  assert.equal(await setUserPassword(system, operator, 99, fresh), 'gone')
  await auth.deliverMail()
  assert.deepEqual([await rows(), events(), auth.mailbox.mails], [[], [], []])
})
