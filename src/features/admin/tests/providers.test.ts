/** The links to providers, which an operator sees and removes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailMessage } from '../../../ports/mailer.ts'
import { logIn, openAdmin } from './callers.ts'

test('an operator removes the only way in, and the owner is told how to choose a password', async t => {
  const sent: MailMessage[] = []
  const auth = await openAdmin(t, { sendMail: message => void sent.push(message), debug: true })
  const { store, clock } = auth
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await logIn(auth, 'ada@example.com', {})
  await store.socialAccounts.link({
    provider: 'gone',
    subject: '7',
    email: 'a@acme.example',
    userId: ada.user.id,
    now: clock.now(),
  })
  const path = `/api/admin/users/${ada.user.id}/providers/`
  const { json: listed } = await auth.request('GET', path, { headers: credentials })
  assert.deepEqual(
    listed.map(({ provider, email, is_usable: isUsable }: Record<string, unknown>) => [provider, email, isUsable]),
    [['gone', 'a@acme.example', false]],
  )
  assert.doesNotMatch(JSON.stringify(listed), /subject/)
  assert.equal((await auth.request('DELETE', `${path}gone/`, { headers: credentials })).status, 204)
  assert.equal((await auth.request('DELETE', `${path}gone/`, { headers: credentials })).status, 404)
  await auth.deliverMail()
  const mail = sent.find(({ subject }) => subject.includes('was removed')) ?? assert.fail(JSON.stringify(sent))
  assert.deepEqual([mail.to, /link to choose one/.test(mail.text)], ['ada@example.com', true])
  const history = await auth.request('GET', `/api/admin/audit/?user=${ada.user.id}&event=social.unlinked`, {
    headers: credentials,
  })
  const [row] = history.json.results
  assert.deepEqual([row.reason, row.actor.name], ['gone', 'root@example.com'])
  // Sessions have a row of their own.
  assert.equal((await store.sessions.listLive(ada.user.id, clock.now())).length, 1)
})
