/** Operators who have to show a second factor (`consoleRequiresMfa`). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addApp } from '../../../testing/second-factors.ts'
import { ask, everythingAsked, logIn, makeKey, openAdmin } from './callers.ts'

test('with consoleRequiresMfa every row refuses an operator whose session showed no second factor', async t => {
  const auth = await openAdmin(t, { consoleRequiresMfa: 'on' })
  const { user, credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const key = await makeKey(auth, user, ['admin'])
  for (const asked of everythingAsked(auth)) {
    for (const caller of [credentials, key]) {
      const { status, json, headers } = await ask(auth, asked, caller)
      assert.deepEqual([status, json?.code, json?.acr_values], [401, 'reauthentication_required', 'aal2'], asked.name)
      assert.deepEqual(json.methods, [])
      assert.match(headers.get('www-authenticate') ?? '', /insufficient_user_authentication.*acr_values="aal2"/)
    }
  }
})

test('an operator who has shown one is let in, is told how to show it again, and others are told nothing', async t => {
  const auth = await openAdmin(t, { consoleRequiresMfa: 'on' })
  const before = await auth.register('root@example.com')
  const root = (await auth.store.users.findByLogin('root@example.com')) ?? assert.fail()
  await auth.store.directory.setFlags(root.id, { isStaff: true, isSuperuser: true }, 0)
  const { pair } = await addApp(auth, before)
  assert.equal((await auth.request('GET', '/api/admin/users/', { token: pair.access })).status, 200)
  const stale = await auth.request('GET', '/api/admin/users/', { token: before.access })
  assert.deepEqual([stale.status, stale.json.methods], [401, ['totp', 'recovery_code']])
  const user = await logIn(auth, 'user@example.com', {})
  const refused = await auth.request('GET', '/api/admin/users/', { headers: user.credentials })
  assert.equal(refused.status, 403)
})
