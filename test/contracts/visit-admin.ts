/** An operator's way through the admin API, with a success of each row and the refusals that each can meet. */
import assert from 'node:assert/strict'
import type { Visit } from './visit-everything.ts'

type Ask = (method: string, path: string, json?: object) => Promise<{ readonly json: Answered }>
// biome-ignore lint/suspicious/noExplicitAny: the contract is what checks the shape
type Answered = any

/** `operator` is logged in and becomes a superuser; `target` is the account that everything is done to. */
export async function visitAdmin(
  { auth, ask }: Visit,
  operator: { readonly access: string; readonly id: number | string },
  target: number | string,
): Promise<void> {
  if (auth.system.settings.console === 'off') return
  const { store, clock } = auth
  const admin: Ask = (method, path, json) => ask(method, `/api/admin/${path}`, { json, token: operator.access })
  await admin('GET', 'me/')
  await store.directory.setFlags(operator.id, { isStaff: true }, clock.now())
  await admin('GET', 'users/')
  await store.directory.setFlags(operator.id, { isSuperuser: true }, clock.now())
  await store.socialAccounts.link({ provider: 'acme', subject: '7', email: '', userId: target, now: clock.now() })
  await visitUsers(auth.system, admin, target)
  await visitGroups(admin, target)
  await visitTeams(auth, admin, target)
  await visitHistory(admin, operator.access, target)
  for (const name of ['notes', 'plain-notes']) await visitResource(admin, name, target)
  await visitOutbox(admin, store.outbox, clock.now())
  await visitWebhooks(admin)
  await visitProcess(admin)
  await admin('PATCH', `users/${operator.id}/`, { is_superuser: false })
  await admin('DELETE', `users/${target}/`)
  clock.advance(11 * 60_000)
  await admin('POST', 'users/bulk/', { ids: [target], action: 'delete' })
}

async function visitUsers({ settings }: Visit['auth']['system'], admin: Ask, target: number | string): Promise<void> {
  await admin('GET', 'me/')
  for (const query of ['', '?count=true&page_size=2', '?search=a&is_active=true&ordering=-last_login', '?ordering=x']) {
    await admin('GET', `users/${query}`)
  }
  await admin('GET', 'users/export.csv?search=a')
  await admin('GET', 'users/export.csv?ordering=x')
  const made = { email: 'made@example.com', username: 'made', first_name: 'Made' }
  const { json } = await admin('POST', 'users/', made)
  await admin('POST', 'users/', made)
  await admin('POST', 'users/', {})
  await admin('GET', `users/${json.id}/`)
  await admin('GET', 'users/0/')
  await admin('PATCH', `users/${json.id}/`, { first_name: 'Else', is_staff: true })
  await admin('PATCH', `users/${json.id}/`, { is_active: 'perhaps' })
  await admin('POST', `users/${json.id}/password-reset/`, { deliver: 'link' })
  await admin('POST', `users/${json.id}/password-reset/`, { deliver: 'mail' })
  await admin('POST', `users/${json.id}/verify-email/`)
  if (settings.adminSetsPasswords === 'on') {
    await admin('POST', `users/${json.id}/set-password/`, { password: 'AnotherPass456!' })
    await admin('POST', `users/${json.id}/set-password/`, { password: '1' })
    await admin('POST', 'users/0/set-password/', { password: 'AnotherPass456!' })
  }
  await admin('GET', `users/${target}/sessions/`)
  const { json: linked } = await admin('GET', `users/${target}/providers/`)
  for (const { provider } of linked) await admin('DELETE', `users/${target}/providers/${provider}/`)
  await admin('DELETE', `users/${target}/providers/none/`)
  for (const each of [target, 0]) {
    await admin('GET', `users/${each}/factors/`)
    await admin('DELETE', `users/${each}/factors/`)
  }
  await admin('GET', 'users/?has_mfa=true')
  const { json: keys } = await admin('GET', `users/${target}/api-keys/`)
  for (const { id } of keys) await admin('DELETE', `users/${target}/api-keys/${id}/`)
  await admin('DELETE', `users/${target}/api-keys/none/`)
  const { json: live } = await admin('GET', 'sessions/?state=live')
  const own = live.results.find((session: Answered) => session.user_id === target)
  assert.ok(own)
  await admin('GET', `sessions/${own.id}/timeline/`)
  await admin('GET', 'sessions/none/timeline/')
  await admin('DELETE', `users/${target}/sessions/${own.id}/`)
  await admin('DELETE', `users/${target}/sessions/none/`)
  await admin('DELETE', `users/${target}/sessions/`)
  await admin('POST', 'users/bulk/', { ids: [json.id, 'none'], action: 'deactivate', dry_run: true })
  await admin('POST', 'users/bulk/', { ids: [json.id], action: 'delete' })
  await admin('POST', 'users/bulk/', { ids: 'none', action: 'x' })
}

async function visitGroups(admin: Ask, target: number | string): Promise<void> {
  const { json: group } = await admin('POST', 'groups/', { name: 'editors' })
  await admin('POST', 'groups/', { name: 'editors' })
  await admin('GET', 'groups/')
  await admin('GET', `groups/${group.id}/`)
  await admin('GET', 'groups/0/')
  await admin('PATCH', `groups/${group.id}/`, { name: 'authors', permissions: ['blog.add_post'] })
  await admin('PATCH', `groups/${group.id}/`, { permissions: ['none'] })
  await admin('PUT', `users/${target}/groups/`, { groups: [group.id] })
  await admin('PUT', `users/${target}/groups/`, { groups: [0] })
  await admin('PUT', `users/${target}/permissions/`, { permissions: ['blog.add_post'] })
  await admin('GET', `access/?user=${target}&permission=blog.add_post`)
  await admin('GET', 'access/?user=none&permission=blog.add_post')
  await admin('GET', 'permissions/')
  await admin('DELETE', `groups/${group.id}/`)
}

/** Their rows are served where the settings have organizations. */
async function visitTeams({ store, clock }: Visit['auth'], admin: Ask, target: number | string): Promise<void> {
  const { json: other } = await admin('POST', 'users/', { email: 'team@example.com', username: 'team' })
  const change = { now: clock.now(), by: undefined, limit: 10 }
  const team = { id: `org_${'0'.repeat(32)}`, name: 'Team', slug: 'team' }
  await store.organizations.create({ ...team, owner: other.id, ...change })
  await store.organizationDirectory.addMember(team.id, target, 'member', change)
  for (const query of ['', '?search=team&page_size=1', '?cursor=x', '?page_size=0'])
    await admin('GET', `organizations/${query}`)
  for (const each of ['team', 'none']) {
    for (const part of ['', 'members/', 'invitations/']) await admin('GET', `organizations/${each}/${part}`)
    await admin('PATCH', `organizations/${each}/members/${target}/`, { role: 'admin' })
  }
  await admin('GET', 'organizations/team/members/?cursor=x')
  await admin('PATCH', `organizations/team/members/${target}/`, { role: 'none' })
  for (const id of [target, 0]) await admin('GET', `users/${id}/organizations/`)
  for (const id of [target, target, other.id, 0]) await admin('DELETE', `organizations/team/members/${id}/`)
  await admin('PATCH', `organizations/team/members/${other.id}/`, { role: 'member' })
  for (const each of ['team', 'none']) await admin('DELETE', `organizations/${each}/`)
}

async function visitHistory(admin: Ask, access: string, target: number | string): Promise<void> {
  const { json } = await admin('GET', `audit/?user=${target}`)
  await admin('GET', 'audit/?page_size=1&since=2020-01-01T00:00:00Z')
  await admin('GET', 'audit/?cursor=none')
  const { trace } = json.results.find((row: Answered) => row.trace !== null)
  await admin('GET', `explain/${trace}/`)
  await admin('GET', 'explain/none/')
  await admin('GET', 'audit/verify/')
  for (const token of [access, 'none', `${access}x`]) await admin('POST', 'inspect/', { token })
  await admin('POST', 'inspect/', { token: '' })
}

async function visitResource(admin: Ask, name: string, target: number | string): Promise<void> {
  await admin('GET', 'resources/')
  const rows = `resources/${name}/`
  const { json: made } = await admin('POST', rows, { text: 'x', author: target })
  await admin('POST', rows, { author: 'none' })
  for (const query of ['', '?page=7', '?page=last']) await admin('GET', `${rows}${query}`)
  const row = `${rows}${made.id}/`
  await admin('GET', row)
  await admin('PUT', row, { text: 'y', author: target, secret: 'z' })
  await admin('PATCH', row, { done: true })
  await admin('PATCH', row, { author: 0 })
  await admin('DELETE', row)
  await admin('GET', row)
}

async function visitOutbox(admin: Ask, outbox: Visit['auth']['store']['outbox'], now: number): Promise<void> {
  const to = 'late@example.com'
  // It is held by a worker that never ends, so that it still waits when it is asked for.
  await outbox.put([{ kind: 'password_reset', to, now }])
  await outbox.claim({ now, until: now + 3_600_000, limit: 10 })
  const { json } = await admin('GET', 'outbox/')
  const { id } = json.results.find((mail: Answered) => mail.to === to)
  await admin('DELETE', `outbox/${id}/`)
  await admin('POST', `outbox/${id}/retry/`)
  await outbox.put([{ kind: 'password_reset', to, now }])
  await outbox.claim({ now, until: now + 3_600_000, limit: 10 })
  const second = (await admin('GET', 'outbox/')).json.results.find((mail: Answered) => mail.to === to)
  await admin('POST', `outbox/${second.id}/retry/`)
}

async function visitWebhooks(admin: Ask): Promise<void> {
  await admin('GET', 'webhooks/')
  for (const query of ['', '?endpoint=billing&state=waiting&event=user.created&page_size=1', '?state=x', '?cursor=x'])
    await admin('GET', `webhooks/deliveries/${query}`)
  for (const each of ['billing', 'none']) {
    await admin('POST', `webhooks/endpoints/${each}/replay/`, { since: '2020-01-01T00:00:00Z' })
    await admin('POST', `webhooks/endpoints/${each}/test/`)
  }
  await admin('POST', 'webhooks/endpoints/billing/replay/', { since: 'x' })
  const { json } = await admin('GET', 'webhooks/deliveries/?endpoint=billing&event=webhook.test')
  for (const id of [json.results[0].id, 0]) {
    await admin('GET', `webhooks/deliveries/${id}/`)
    await admin('POST', `webhooks/deliveries/${id}/replay/`)
  }
}

async function visitProcess(admin: Ask): Promise<void> {
  await admin('GET', 'settings/')
  await admin('GET', 'doctor/')
  await admin('GET', 'keys/')
  await admin('GET', 'stats/?days=7')
  await admin('GET', 'stats/?days=0')
}
