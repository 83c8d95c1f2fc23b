/** One user's way through every endpoint, each with a success, and through the usual refusals. */
import assert from 'node:assert/strict'
import type { MailAuth } from '../../src/testing/mail-auth.ts'
import { tokenIn } from '../../src/testing/mailbox.ts'
import { type Reply, type TestRequest, testPassword } from '../../src/testing/test-client.ts'
import { visitAdmin } from './visit-admin.ts'
import { visitFactors } from './visit-factors.ts'
import { visitInvitationPages } from './visit-invitation-pages.ts'
import { visitMailLogins } from './visit-mail-login.ts'
import { visitOrganizations } from './visit-organizations.ts'
import { visitPages } from './visit-pages.ts'

export interface Visit {
  readonly auth: MailAuth
  readonly accounts: 'email' | 'username'
  /** Sends a request, and the mails that follow from it. */
  readonly ask: (method: string, path: string, request?: TestRequest) => Promise<Reply>
}

export async function visitEverything(visit: Visit): Promise<void> {
  await visitTokens(visit)
  await visitProfile(visit)
  await visitCookies(visit)
  await visitNotes(visit)
  await visitMail(visit)
  await visitPages({ ...visit, link: (to, page) => linkTo(visit, to, page) })
  const factors = { ...visit, enter: (name: string) => enter(visit, name), logIn: (name: string) => logIn(visit, name) }
  await visitFactors(factors)
  await visitMailLogins(factors)
  await visitOrganizations(factors)
  await visitInvitationPages(factors)
  await visitAccount(visit)
  await visitAsOperator(visit)
  await visitServices(visit)
  await visitRevocations(visit)
  for (const path of ['/openapi.json', '/.well-known/jwks.json', '/api/']) await visit.ask('GET', path)
  for (const path of ['/api/auth/profile/', '/api/notes/', '/nowhere/']) await visit.ask('GET', path)
  await visit.ask('PUT', '/api/auth/login/', { json: {} })
  await visit.ask('POST', '/api/auth/login/', { body: '{', headers: { 'content-type': 'application/json' } })
  await visit.ask('POST', '/api/auth/login/', { body: 'x', headers: { 'content-type': 'text/plain' } })
  await visit.ask('GET', '/api/auth/profile/', { token: 'a.b.c' })
  await visit.ask('GET', '/api/auth/profile/', { headers: { accept: 'text/csv' } })
}

export const feedToken = 'n0-service-but-this-one-knows-it'

async function visitRevocations({ ask }: Visit): Promise<void> {
  const path = '/api/auth/revocations/'
  const { json } = await ask('GET', path, { token: feedToken })
  for (const query of [`?cursor=${json.cursor}`, '?cursor=x', '?wait=x']) {
    await ask('GET', path + query, { token: feedToken })
  }
  for (const token of [undefined, 'x']) await ask('GET', path, { token })
}

const credentialsOf = ({ accounts }: Visit, name: string, password = testPassword) => ({
  ...(accounts === 'email' ? { email: addressOf(name) } : { username: name }),
  password,
})
const addressOf = (name: string) => `${name}@example.com`

/** Registers and logs in; returns the pair. */
async function enter(visit: Visit, name: string): Promise<{ readonly access: string; readonly refresh: string }> {
  const json = { ...credentialsOf(visit, name), email: addressOf(name), password_confirm: testPassword }
  assert.equal((await visit.ask('POST', '/api/auth/register/', { json })).status, 201)
  return (await logIn(visit, name)).json
}

const logIn = (visit: Visit, name: string, password?: string) =>
  visit.ask('POST', '/api/auth/login/', { json: credentialsOf(visit, name, password) })

async function visitAsOperator(visit: Visit): Promise<void> {
  const { access } = await enter(visit, 'olga')
  const { access: token } = await enter(visit, 'ada')
  await visit.ask('POST', '/api/auth/api-keys/', { token, json: { name: 'job', current_password: testPassword } })
  await visitAdmin(visit, { access, id: await idOf(visit, 'olga') }, await idOf(visit, 'ada'))
}

async function idOf({ auth }: Visit, name: string): Promise<number | string> {
  const { users } = auth.store
  const user = (await users.findByLogin(addressOf(name))) ?? (await users.findByLogin(name))
  return user?.id ?? assert.fail(name)
}

async function visitTokens(visit: Visit): Promise<void> {
  const { ask } = visit
  await enter(visit, 'tom')
  const json = credentialsOf(visit, 'tom')
  for (const path of ['/api/token/', '/api/auth/token/']) {
    await ask('POST', path, { json })
    const { refresh, access } = (await logIn(visit, 'tom')).json
    await ask('POST', `${path}verify/`, { json: { token: access } })
    await ask('POST', `${path}refresh/`, { json: { refresh } })
    const fresh = (await logIn(visit, 'tom')).json
    await ask('POST', `${path}blacklist/`, { json: { refresh: fresh.refresh } })
    await ask('POST', `${path}refresh/`, { json: { refresh: fresh.refresh } })
  }
  for (const path of ['bare', 'my', 'told']) await ask('POST', `/api/${path}-token/`, { json })
  const { token } = (await ask('POST', '/api/sliding/token/', { json })).json
  await ask('POST', '/api/sliding/token/refresh/', { json: { token } })
  const { access, refresh } = (await logIn(visit, 'tom')).json
  await ask('POST', '/api/auth/logout/', { json: { refresh }, token: access })
  await ask('POST', '/api/auth/login/', { json: { ...json, password: 'wrong' } })
  await ask('POST', '/api/auth/login/', { json: {} })
}

async function visitProfile(visit: Visit): Promise<void> {
  const { ask, auth } = visit
  const { access: token } = await enter(visit, 'pat')
  const json = { ...credentialsOf(visit, 'pat'), email: addressOf('pat'), first_name: 'Pat' }
  for (const path of ['/api/auth/profile/', '/api/users/me/']) {
    await ask('GET', path, { token })
    await ask('PUT', path, { token, json: { ...json, current_password: testPassword } })
    await ask('PATCH', path, { token, json: { first_name: 'P' } })
    await ask('PATCH', path, { token, json: { email: 'none', current_password: testPassword } })
  }
  await ask('POST', '/api/users/', {
    json: { ...credentialsOf(visit, 'una'), username: 'una', email: addressOf('una') },
  })
  await ask('GET', '/api/protected/', { token })
  await ask('GET', '/api/admin-only/', { token })
  const user = (await auth.store.users.findByLogin(addressOf('pat'))) ?? (await auth.store.users.findByLogin('pat'))
  assert.ok(user)
  await auth.store.directory.setFlags(user.id, { isStaff: true }, auth.clock.now())
  await ask('GET', '/api/admin-only/', { token })
  const key = await ask('POST', '/api/auth/api-keys/', { token, json: { name: 'job', current_password: testPassword } })
  await ask('GET', '/api/auth/api-keys/', { token })
  await ask('DELETE', `/api/auth/api-keys/${key.json.id}/`, { token })
}

async function visitServices(visit: Visit): Promise<void> {
  const { access: token, refresh } = await enter(visit, 'sam')
  const shown = { client_id: 'orders', client_secret: serviceSecret }
  await visit.ask('GET', '/.well-known/oauth-authorization-server')
  for (const path of ['/api/auth/introspect/', '/api/auth/revoke/'])
    for (const json of [{ token, ...shown }, { token: 'x', ...shown }, { token, client_id: 'orders' }, shown])
      await visit.ask('POST', path, { json })
  await visit.ask('POST', '/api/auth/revoke/', { json: { token: refresh, ...shown } })
}

/** Of the service `orders`. */
export const serviceSecret = 'k3Zp9vQw7LxT2mNc8RfYb5HsJd4GtXaE1uWi6oPz'

async function visitCookies(visit: Visit): Promise<void> {
  const { ask } = visit
  const json = { ...credentialsOf(visit, 'coo'), email: addressOf('coo'), password_confirm: testPassword }
  await ask('POST', '/api/auth/cookie/register/', { json })
  const entered = await ask('POST', '/api/auth/cookie/login/', { json: credentialsOf(visit, 'coo') })
  const refreshed = await ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie: cookiesOf(entered) } })
  await ask('POST', '/api/auth/cookie/logout/', { headers: { cookie: cookiesOf(refreshed) } })
  await ask('POST', '/api/auth/cookie/refresh/')
}

const cookiesOf = ({ headers }: Reply) =>
  headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')

async function visitNotes(visit: Visit): Promise<void> {
  const { ask } = visit
  const { access: token } = await enter(visit, 'ned')
  for (const path of ['/api/notes/', '/api/plain-notes/']) {
    for (let made = 0; made < 12; made += 1) await ask('POST', path, { token, json: { text: 'x' } })
    const { id } = (await ask('POST', path, { token, json: { text: 'x', due: '2026-01-01', done: true } })).json
    await ask('GET', path, { token })
    await ask('GET', `${path}?page=2`, { token })
    await ask('GET', `${path}?page=9`, { token })
    await ask('GET', `${path}${id}/`, { token })
    await ask('PUT', `${path}${id}/`, { token, json: { text: 'y' } })
    await ask('PATCH', `${path}${id}/`, { token, json: { tag: 'z' } })
    await ask('PATCH', `${path}${id}/`, { token, json: { text: '' } })
    await ask('DELETE', `${path}${id}/`, { token })
    await ask('GET', `${path}${id}/`, { token })
  }
}

async function visitMail(visit: Visit): Promise<void> {
  const { ask, auth } = visit
  const { access: token } = await enter(visit, 'may')
  const link = (to: string, path: string) => linkTo(visit, to, path)
  const email = addressOf('may')
  await ask('POST', '/api/auth/email/verify/', { json: { email } })
  await ask('POST', '/api/auth/email/verify/confirm/', { json: { token: auth.mailbox.tokenFor(email) } })
  await ask('POST', '/api/auth/email/verify/confirm/', { json: { token: 'a.b.c' } })
  await enter(visit, 'nat')
  await ask('POST', '/api/auth/email/verify/not-me/', { json: { token: link(addressOf('nat'), '/not-me') } })
  await ask('PATCH', '/api/auth/profile/', {
    token,
    json: { email: 'new@example.org', current_password: testPassword },
  })
  await ask('POST', '/api/auth/email/change/confirm/', { json: { token: auth.mailbox.tokenFor('new@example.org') } })
  await ask('POST', '/api/auth/email/change/revert/', { json: { token: link(email, '/restore-email') } })
  await ask('POST', '/api/auth/password/reset/', { json: { email } })
  const chosen = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
  await ask('POST', '/api/auth/password/reset/confirm/', { json: { token: auth.mailbox.tokenFor(email), ...chosen } })
}

function linkTo({ auth }: Visit, to: string, path: string): string {
  const text = auth.mailbox.to(to).findLast(mail => mail.text.includes(path))?.text ?? ''
  return tokenIn({ text: text.slice(text.indexOf(path)) }) ?? assert.fail(`no link to ${path} was sent to ${to}`)
}

interface Session {
  readonly id: string
  readonly current: boolean
}

async function visitAccount(visit: Visit): Promise<void> {
  const { ask } = visit
  await enter(visit, 'ann')
  const { access: token } = (await logIn(visit, 'ann')).json
  const sessions: readonly Session[] = (await ask('GET', '/api/auth/sessions/', { token })).json
  await ask('DELETE', `/api/auth/sessions/${sessions.find(({ current }) => !current)?.id}/`, { token })
  await ask('DELETE', '/api/auth/sessions/others/', { token })
  await ask('DELETE', '/api/auth/sessions/', { token })
  const again = (await logIn(visit, 'ann')).json
  const passwords = { old_password: testPassword, new_password: 'OtherPass456!', new_password_confirm: 'OtherPass456!' }
  await ask('POST', '/api/auth/password/change/', { token: again.access, json: { ...passwords, old_password: 'x' } })
  await ask('POST', '/api/auth/password/change/', { token: again.access, json: passwords })
  const last = (await logIn(visit, 'ann', 'OtherPass456!')).json
  await ask('GET', '/api/auth/account/', { token: last.access })
  await ask('GET', '/api/auth/account/export/', { token: last.access })
  await ask('POST', '/api/auth/account/delete/', { token: last.access, json: { password: 'OtherPass456!' } })
  await ask('GET', '/api/auth/profile/', { token: last.access })
}
