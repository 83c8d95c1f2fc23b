/** Requests of every kind of caller to every row of the admin API, made from the rows. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Endpoint, EndpointMethod } from '../../../http/endpoints/endpoint.ts'
import type { Config } from '../../../settings/settings.ts'
import { createUser } from '../../../testing/create-user.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import type { Reply } from '../../../testing/test-client.ts'
import type { User } from '../../../users/user.ts'
import { createUserApiKey } from '../../api-keys/flows/admin/manage-user-api-keys.ts'
import { adminEndpoints } from '../feature.ts'
import { grantablePermissions } from '../permissions.ts'
import { noteSchema, notes, shownNotes } from './notes.ts'

/** One method of one row: what it needs, and a body that it takes. */
export interface Asked {
  readonly name: string
  readonly method: EndpointMethod
  readonly path: string
  /** `undefined`: every operator may. */
  readonly right: string | undefined
  readonly needsFreshLogin: boolean
  readonly body: (target: Target) => object | undefined
}

/** What a request is about. */
export interface Target {
  readonly user: User
  readonly sid: string
  readonly key: string
  readonly group: number
  /** That waits. */
  readonly mail: number
  /** A webhook that waits. */
  readonly delivery: number
  /** That the account is linked to. */
  readonly provider: string
  /** Of a request that left a row. */
  readonly trace: string
  /** Of the resource of the application. */
  readonly note: number
  /** That does not sign yet. */
  readonly kid: string
  /** That the account belongs to, and does not own. */
  readonly organization: string
}

const verbs = { GET: 'view', POST: 'add', PUT: 'change', PATCH: 'change', DELETE: 'delete' } as const

/** Bodies of the rows that take one. */
const bodies: Readonly<Record<string, (target: Target) => object>> = {
  'admin_users POST': () => ({ email: 'new@example.com' }),
  'admin_user PATCH': () => ({ first_name: 'Ada' }),
  'admin_user_groups PUT': () => ({ groups: [] }),
  'admin_user_permissions PUT': () => ({ permissions: [] }),
  'admin_user_password_reset POST': () => ({ deliver: 'link' }),
  'admin_user_set_password POST': () => ({ password: 'AnotherPass456!' }),
  'admin_inspect POST': () => ({ token: 'none' }),
  'admin_groups POST': () => ({ name: 'new' }),
  'admin_group PATCH': () => ({ name: 'renamed' }),
  'admin_organization_member PATCH': () => ({ role: 'admin' }),
  'admin_resource_rows POST': ({ user }) => ({ text: 'new', author: user.id }),
  'admin_resource_row PUT': ({ user }) => ({ text: 'other', author: user.id }),
  'admin_resource_row PATCH': () => ({ text: 'other' }),
  'admin_webhook_replay POST': () => ({ since: '2020-01-01T00:00:00Z' }),
  'admin_users_bulk POST': ({ user }) => ({ ids: [user.id], action: 'delete' }),
}

/** Every permission that a row asks for. */
export const everyPermission = grantablePermissions(shownNotes)

/** Queries of the rows that need one. */
const queries: Readonly<Record<string, (target: Target) => string>> = {
  'admin_access GET': ({ user }) => `?user=${user.id}&permission=blog.add_post`,
}

/** A change of flags needs one, too. */
const freshly: readonly string[] = [
  'admin_user DELETE',
  'admin_user_groups PUT',
  'admin_user_permissions PUT',
  'admin_user_password_reset POST',
  'admin_group PATCH',
  'admin_group DELETE',
  'admin_users_bulk POST',
  'admin_user_provider DELETE',
  'admin_user_factors DELETE',
  'admin_user_set_password POST',
  'admin_users_export GET',
  'admin_organization DELETE',
  'admin_keys_rotate POST',
  'admin_key_retire POST',
]

/** Of the rows whose handler asks by itself, or whose method needs another right than its name says. */
const askedInside: Readonly<Record<string, string>> = {
  'admin_users_bulk POST': 'auth.delete_user',
  'admin_user_factors DELETE': 'auth.change_user',
  'admin_organization_member DELETE': 'latchkey.change_organization',
}

export const config: Config = {
  sendMail: () => {},
  mailFrom: 'a@example.com',
  publicUrl: 'https://app.example.com',
  adminSetsPasswords: 'on',
  organizations: 'on',
  keyRotation: '30d',
  webhooks: {
    // Where no one listens.
    billing: {
      url: 'http://127.0.0.1:2/',
      secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
      events: ['webhook.test'],
    },
  },
}

export async function openAdmin(t: TestContext, more: Config = {}) {
  const auth = await createTestAuth({ ...config, ...more }, { resources: [notes], schema: noteSchema })
  t.after(() => auth.close())
  return auth
}

export function everythingAsked(auth: TestAuth): readonly Asked[] {
  return adminEndpoints(auth.system.settings, shownNotes).flatMap(row =>
    Object.keys(row.methods).map(method => askedOf(row, method as EndpointMethod)),
  )
}

function askedOf(row: Endpoint, method: EndpointMethod): Asked {
  const name = `${row.urlName} ${method}`
  const names = row.permissions.flatMap(({ permissionNames = [] }) => permissionNames)
  const fitting = names.length < 2 ? names : names.filter(each => each.includes(`.${verbs[method]}_`))
  assert.ok(fitting.length < 2, name)
  const right = askedInside[name] ?? fitting[0]
  const body = bodies[name] ?? (() => undefined)
  return { name, method, path: row.paths[0] ?? '', right, needsFreshLogin: freshly.includes(name), body }
}

let made = 0

/** An account with a session and a key, and a group, which no other request knows. */
export async function makeTarget(auth: TestAuth): Promise<Target> {
  made += 1
  const { store, system } = auth
  await auth.register(`target${made}@example.com`)
  const user = (await store.users.findByLogin(`target${made}@example.com`)) ?? assert.fail()
  const trace = String(made).padStart(32, 'a')
  await store.audit.append([{ event: 'login.failed', at: system.clock.now(), traceId: trace }])
  const now = system.clock.now()
  await store.outbox.put([{ kind: 'password_reset', to: `target${made}@example.com`, now }])
  const { mails } = await store.outbox.list({ limit: 1000 })
  const { id: delivery } = await store.deliveries.put({ endpoint: 'billing', event: 'webhook.test', body: '{}', now })
  const [session] = await store.sessions.listLive(user.id, system.clock.now())
  const request = { userId: user.id, name: 'robot', scopes: [], lifetime: null }
  const key = await createUserApiKey(system, { kind: 'cli', osUser: 'root' }, request)
  await store.groups.create(`group${made}`, 0)
  const group = (await store.groups.list()).find(({ name }) => name === `group${made}`) ?? assert.fail()
  await store.socialAccounts.link({ provider: 'acme', subject: `${made}`, email: '', userId: user.id, now })
  assert.ok(typeof key === 'object')
  const organization = `org_${String(made).padStart(32, '0')}`
  const named = { id: organization, name: `Team ${made}`, slug: `team${made}` }
  const owner = await createUser(auth, { email: `owner${made}@example.com` })
  await store.organizations.create({ ...named, owner: owner.id, now, by: undefined })
  await store.organizationDirectory.addMember(organization, user.id, 'member', { now, by: undefined, limit: 10 })
  const note = store.database.prepare('INSERT INTO notes (text, author) VALUES (?, ?) RETURNING id')
  const kid = await system.signingKeys?.publishNext(now + 86_400_000, system.origin)
  return {
    kid: kid ?? assert.fail(),
    note: Number(note.get('old', Number(user.id))?.id),
    organization,
    user,
    sid: session?.id ?? assert.fail(),
    key: key.key.id,
    provider: 'acme',
    group: group.id,
    trace,
    mail: mails.at(-1)?.id ?? assert.fail(),
    delivery,
  }
}

/** The headers that say who asks; none for an anonymous request. */
export type Credentials = Readonly<Record<string, string>>

export async function ask(auth: TestAuth, asked: Asked, credentials: Credentials): Promise<Reply> {
  const target = await makeTarget(auth)
  const path = asked.path
    .replace('{id}', String(idOf(asked, target)))
    .replace('{endpoint}', 'billing')
    .replace('{sid}', target.sid)
    .replace('{kid}', target.kid)
    .replace('{key}', target.key)
    .replace('{organization}', target.organization)
    .replace('{provider}', target.provider)
    .replace('{trace}', target.trace)
    .concat(queries[asked.name]?.(target) ?? '')
  const reply = await auth.request(asked.method, path, { json: asked.body(target), headers: credentials })
  if (/^admin_(users|groups) POST$/.test(asked.name) && reply.status === 201) await forget(auth, reply.json)
  return reply
}

function idOf({ path }: Asked, { group, mail, delivery, note, user }: Target) {
  const of = { '/groups/{id}/': group, '/outbox/{id}/': mail, '/deliveries/{id}/': delivery, '/notes/{id}/': note }
  return Object.entries(of).find(([part]) => path.includes(part))?.[1] ?? user.id
}

/** So that the next request for the same name is not a duplicate. */
async function forget({ store }: TestAuth, { id, name }: { readonly id: number; readonly name?: string }) {
  if (name === undefined) await store.directory.delete(id, 0)
  else await store.groups.delete(name, 0)
}

/** An account that is logged in. */
export async function logIn(auth: TestAuth, email: string, flags: { isStaff?: boolean; isSuperuser?: boolean }) {
  const { access } = await auth.register(email)
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail()
  await auth.store.directory.setFlags(user.id, flags, 0)
  return { user, credentials: { authorization: `Bearer ${access}` } as Credentials }
}

/** An API key of that user. */
export async function makeKey(auth: TestAuth, user: User, scopes: readonly string[]): Promise<Credentials> {
  const request = { userId: user.id, name: 'robot', scopes, lifetime: null }
  const created = await createUserApiKey(auth.system, { kind: 'cli', osUser: 'root' }, request)
  assert.ok(typeof created === 'object')
  return { 'x-api-key': created.text }
}
