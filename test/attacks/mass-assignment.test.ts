/** Mass assignment: members that no body may set, such as ids, flags and read-only fields of the account. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineUserFields } from '../../src/accounts/user-fields.ts'
import { charField } from '../../src/fields/char-field.ts'
import { readOnlyField } from '../../src/fields/read-only-field.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

test('mass assignment: no body makes a user staff, superuser or premium, at registration or in the profile', async t => {
  const userFields = defineUserFields(
    z.object({ nickname: charField({ required: false }), is_premium: readOnlyField('boolean') }),
  )
  const auth = await createTestAuth({ userFields })
  t.after(() => auth.close())
  const flags = Object.fromEntries(
    ['is_staff', 'isStaff', 'is_superuser', 'isSuperuser', 'is_premium', 'own_is_premium', 'is_active'].map(name => [
      name,
      true,
    ]),
  )
  const password = 'SecurePass123!'
  const account = { email: 'mallory@example.com', password, password_confirm: password, nickname: 'M' }
  const json = { ...account, ...flags, id: 1000, groups: ['admins'], fields: { is_premium: true } }
  const { tokens } = (await auth.request('POST', '/api/auth/register/', { json })).json
  for (const method of ['PUT', 'PATCH'])
    await auth.request(method, '/api/auth/profile/', { token: tokens.access, json })
  const user = await auth.system.users.findByLogin('mallory@example.com')
  assert.deepEqual(
    [user?.isStaff, user?.isSuperuser, user?.fields.is_premium, user?.fields.nickname, user?.id],
    [false, false, false, 'M', 1],
  )
})
