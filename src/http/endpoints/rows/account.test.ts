import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actingAs } from '../../../testing/acting-as.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'

const path = '/api/auth/account/'

test('an account is told who it is and whether it is an operator, by both account models', async t => {
  for (const [accounts, login] of [
    ['email', 'ada@example.com'],
    ['username', 'ada'],
  ] as const) {
    const auth = await createTestAuth({ accounts })
    t.after(() => auth.close())
    const ada = await actingAs(auth, {
      email: 'ada@example.com',
      username: 'ada',
      isStaff: true,
      password: testPassword,
    })
    const bob = await actingAs(auth, { email: 'bob@example.com', username: 'bob' })
    const body = { id: ada.user.id, login, is_staff: true, has_usable_password: true }
    assert.deepEqual((await ada.get(path)).json, body)
    const { is_staff: isStaff, has_usable_password: hasPassword } = (await bob.get(path)).json
    assert.deepEqual([isStaff, hasPassword], [false, false])
    assert.equal((await auth.request('GET', path)).status, 401)
  }
})
