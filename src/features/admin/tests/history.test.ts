/** What operators ask: who did this, why was that refused, why may Ada do it, where is she logged in? */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { logIn, openAdmin } from './callers.ts'

async function openWithRoot(t: TestContext) {
  const auth = await openAdmin(t)
  const root = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const asRoot = async (method: string, path: string, json?: object) =>
    await auth.request(method, `/api/admin/${path}`, { json, headers: root.credentials })
  const ada = await logIn(auth, 'ada@example.com', {})
  return { auth, root: root.user, ada, asRoot }
}

test('a row says who did what to whom, with old and new values', async t => {
  const { root, ada, asRoot } = await openWithRoot(t)
  assert.equal((await asRoot('PATCH', `users/${ada.user.id}/`, { first_name: 'Ada' })).status, 200)
  const { json } = await asRoot('GET', `audit/?user=${ada.user.id}&event=user.changed&actor=${root.id}`)
  const [row] = json.results
  assert.deepEqual(
    [json.results.length, row.actor, row.user_id, row.changes],
    [1, { id: root.id, name: 'root@example.com' }, ada.user.id, { firstName: ['', 'Ada'] }],
  )
})

test('a row that was changed by hand is named by the check', async t => {
  const { auth, asRoot } = await openWithRoot(t)
  const whole = (await asRoot('GET', 'audit/verify/')).json
  assert.deepEqual([whole.fault, whole.first.place, whole.last.place], [null, 1, whole.checked])
  auth.store.database.exec("DROP TRIGGER audit_never_changes; UPDATE audit SET address = '10.0.0.1' WHERE place = 2")
  const { json } = await asRoot('GET', 'audit/verify/')
  assert.deepEqual([json.fault.place, json.fault.what, json.last.place], [2, 'changed', 1])
})

test('history goes on by its links, and a cursor of another list is refused', async t => {
  const { auth, ada, asRoot } = await openWithRoot(t)
  for (let n = 0; n < 3; n += 1) await auth.login('ada@example.com')
  const seen: number[] = []
  let next: string | null = `http://localhost/api/admin/audit/?user=${ada.user.id}&page_size=2`
  while (next !== null) {
    const { pathname, search } = new URL(next)
    const { json } = await asRoot('GET', `${pathname}${search}`.replace('/api/admin/', ''))
    seen.push(...json.results.map(({ id }: { id: number }) => id))
    next = json.next
  }
  assert.ok(seen.length >= 4)
  assert.deepEqual(
    seen,
    [...new Set(seen)].toSorted((a, b) => b - a),
  )
  assert.equal((await asRoot('GET', 'audit/?cursor=nonsense')).status, 404)
})

test('a refused request is explained by the trace of its answer, with the life of its session', async t => {
  const { auth, ada, asRoot } = await openWithRoot(t)
  await auth.store.directory.endSessions(ada.user.id, auth.clock.now())
  const refused = await auth.visit(ada.credentials.authorization?.slice(7) ?? '')
  assert.equal(refused.status, 401)
  // Rows of refusals are written after the answer.
  await new Promise(resolve => setTimeout(resolve, 20))
  const { status, json } = await asRoot('GET', `explain/${refused.headers.get('latchkey-trace')}/`)
  assert.equal(status, 200, JSON.stringify(json))
  assert.deepEqual(
    json.request.map(({ event }: { event: string }) => event),
    ['token.refused'],
  )
  assert.ok(json.session.some(({ event }: { event: string }) => event === 'session.ended'))
  const sid = json.request[0].sid
  const line = await asRoot('GET', `sessions/${sid}/timeline/`)
  assert.deepEqual([line.json.session.is_live, line.json.session.end_reason], [false, 'ended_by_operator'])
  assert.equal((await asRoot('GET', 'explain/none/')).status, 404)
})

test('why an account may do something names the group, who put it in and who gave the group the right', async t => {
  const { auth, ada, asRoot } = await openWithRoot(t)
  const asked = 'access/?user=ada%40example.com&permission=blog.add_post'
  assert.deepEqual((await asRoot('GET', asked)).json.why, 'no_grant')
  const { json: group } = await asRoot('POST', 'groups/', { name: 'editors' })
  await asRoot('PATCH', `groups/${group.id}/`, { permissions: ['blog.add_post'] })
  await asRoot('PUT', `users/${ada.user.id}/groups/`, { groups: [group.id] })
  const { json } = await asRoot('GET', asked)
  assert.deepEqual([json.allowed, json.why, json.through.length], [true, 'granted', 1])
  const [path] = json.through
  assert.deepEqual(path.group, { id: group.id, name: 'editors', is_role: false })
  assert.deepEqual([path.given.actor.name, path.given_to_group.actor.name], ['root@example.com', 'root@example.com'])
  await asRoot('PATCH', `users/${ada.user.id}/`, { is_active: false })
  const closed = (await asRoot('GET', asked)).json
  assert.deepEqual([closed.allowed, closed.why, closed.through.length], [false, 'inactive', 1])
  assert.equal((await auth.store.groups.grantsOf(ada.user.id)).permissions.length, 1)
})

test('the sessions of an account are shown until they are deleted, and ended one by one', async t => {
  const { auth, ada, asRoot } = await openWithRoot(t)
  auth.clock.advance(1000)
  await auth.login('ada@example.com')
  const list = async () => (await asRoot('GET', `users/${ada.user.id}/sessions/`)).json.results
  const [latest, first] = await list()
  assert.deepEqual([latest.is_live, first.is_live], [true, true])
  assert.equal((await asRoot('DELETE', `users/${ada.user.id}/sessions/${latest.id}/`)).status, 204)
  const states = (await list()).map(({ is_live: isLive, end_reason: why }: Record<string, unknown>) => [isLive, why])
  assert.deepEqual(
    states.toSorted(),
    [
      [false, 'ended_by_operator'],
      [true, null],
    ].toSorted(),
  )
  const live = (await asRoot('GET', 'sessions/?state=live')).json.results
  assert.equal(live.filter(({ user_id: id }: { user_id: number }) => id === ada.user.id).length, 1)
})
