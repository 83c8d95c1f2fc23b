/** Every row of the admin API against every kind of caller: the table is made from the rows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, everyPermission, everythingAsked, logIn, makeKey, openAdmin } from './callers.ts'

test('without credentials every row is 401, and for users who are not staff 403, whatever else they may', async t => {
  const auth = await openAdmin(t)
  const { user, credentials } = await logIn(auth, 'user@example.com', {})
  await auth.store.groups.setUserPermissions(user.id, everyPermission, 0)
  for (const asked of everythingAsked(auth)) {
    assert.equal((await ask(auth, asked, {})).status, 401, asked.name)
    assert.equal((await ask(auth, asked, credentials)).status, 403, asked.name)
  }
})

test('the permissions that can be granted are those that rows ask for', async t => {
  const asked = everythingAsked(await openAdmin(t)).flatMap(({ right }) => right ?? [])
  // Each action in bulk asks for its own, which rows of one account ask for too.
  assert.deepEqual([...new Set(asked)].toSorted(), everyPermission.toSorted())
})

test('of all rights each row opens to exactly one', async t => {
  const auth = await openAdmin(t)
  const { user, credentials } = await logIn(auth, 'staff@example.com', { isStaff: true })
  for (const asked of everythingAsked(auth)) {
    await auth.store.groups.setUserPermissions(user.id, [], 0)
    const without = await ask(auth, asked, credentials)
    assert.equal(without.status === 403, asked.right !== undefined, `${asked.name}: ${without.text}`)
    for (const right of everyPermission) {
      await auth.store.groups.setUserPermissions(user.id, [right], 0)
      const { status, text } = await ask(auth, asked, credentials)
      const isOpen = asked.right === undefined || asked.right === right
      if (isOpen) assert.ok(status < 300, `${asked.name} with ${right}: ${status} ${text}`)
      else assert.equal(status, 403, `${asked.name} with ${right}: ${text}`)
    }
  }
})

test('a superuser is let in everywhere', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  for (const asked of everythingAsked(auth)) {
    const { status, text } = await ask(auth, asked, credentials)
    assert.ok(status < 300, `${asked.name}: ${status} ${text}`)
  }
})

test('an API key needs the scope, has the rights of its owner, and does nothing that needs a fresh login', async t => {
  const auth = await openAdmin(t)
  const { user } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const [scoped, other] = [await makeKey(auth, user, ['admin']), await makeKey(auth, user, ['orders'])]
  for (const asked of everythingAsked(auth)) {
    assert.equal((await ask(auth, asked, other)).status, 403, asked.name)
    const { status, text } = await ask(auth, asked, scoped)
    if (asked.needsFreshLogin) assert.equal(status, 403, `${asked.name}: ${text}`)
    else assert.ok(status < 300, `${asked.name}: ${status} ${text}`)
  }
})

test('a session of some time ago reads and changes, and does nothing that is dangerous', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  auth.clock.advance(11 * 60_000)
  for (const asked of everythingAsked(auth)) {
    const { status, text, json } = await ask(auth, asked, credentials)
    if (asked.needsFreshLogin) {
      assert.deepEqual([status, json?.detail], [403, 'Log in again: this needs a recent login.'], asked.name)
    } else assert.ok(status < 300, `${asked.name}: ${status} ${text}`)
  }
})

test('a session that has ended, and one of an account that is no longer staff, are refused everywhere', async t => {
  const auth = await openAdmin(t)
  const ended = await logIn(auth, 'ended@example.com', { isSuperuser: true, isStaff: true })
  const lowered = await logIn(auth, 'lowered@example.com', { isSuperuser: true, isStaff: true })
  await auth.store.directory.endSessions(ended.user.id, auth.clock.now())
  await auth.store.directory.setFlags(lowered.user.id, { isStaff: false }, auth.clock.now())
  for (const asked of everythingAsked(auth)) {
    assert.equal((await ask(auth, asked, ended.credentials)).status, 401, asked.name)
    assert.equal((await ask(auth, asked, lowered.credentials)).status, 403, asked.name)
  }
})

test('under compat, and where the console is off, there is nothing', async t => {
  for (const config of [{ console: 'off' }, { compat: 'simplejwt' }] as const) {
    const auth = await openAdmin(t, config)
    assert.deepEqual(everythingAsked(auth), [])
    assert.equal((await auth.request('GET', '/api/admin/me/')).status, 404)
  }
})
