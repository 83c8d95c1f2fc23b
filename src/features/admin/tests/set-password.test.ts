/** An operator chooses the password of another account, where the settings allow it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailMessage } from '../../../ports/mailer.ts'
import { logIn, openAdmin } from './callers.ts'

const fresh = 'AnotherPass456!'

test('the new password opens the account, the old one and its sessions do not, and the owner is told', async t => {
  const sent: MailMessage[] = []
  const auth = await openAdmin(t, { sendMail: message => void sent.push(message) })
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await logIn(auth, 'ada@example.com', {})
  const set = (password: string) =>
    auth.request('POST', `/api/admin/users/${ada.user.id}/set-password/`, { json: { password }, headers: credentials })
  const weak = await set('1')
  assert.equal(weak.status, 400)
  assert.ok(weak.json.password.length > 0, weak.text)
  assert.equal((await auth.store.sessions.listLive(ada.user.id, auth.clock.now())).length, 1)
  const { status, text } = await set(fresh)
  assert.deepEqual([status, text], [204, ''])
  assert.deepEqual(await auth.store.sessions.listLive(ada.user.id, auth.clock.now()), [])
  await auth.login('ada@example.com', fresh)
  await auth.deliverMail()
  const notices = sent.filter(({ subject }) => subject.includes('was changed'))
  assert.deepEqual(
    notices.map(({ to }) => to),
    ['ada@example.com'],
  )
  const rows = await auth.store.audit.list({ user: ada.user.id, event: 'password.changed', limit: 10 })
  assert.equal(rows.entries.length, 1)
  assert.doesNotMatch(JSON.stringify([rows, auth.events, sent]), new RegExp(fresh))
})

test('operators do not set their own password so: the old one is asked for elsewhere', async t => {
  const auth = await openAdmin(t)
  const { user, credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const path = `/api/admin/users/${user.id}/set-password/`
  const { status, json } = await auth.request('POST', path, { json: { password: fresh }, headers: credentials })
  assert.deepEqual([status, json.detail], [403, 'You cannot do this to your own account.'])
})

test('by default there is no such row', async t => {
  const auth = await openAdmin(t, { adminSetsPasswords: 'off' })
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await logIn(auth, 'ada@example.com', {})
  const path = `/api/admin/users/${ada.user.id}/set-password/`
  const { status } = await auth.request('POST', path, { json: { password: fresh }, headers: credentials })
  assert.equal(status, 404)
})
