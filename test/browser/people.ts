/** A server with people, groups, sessions, keys, history and mails that wait, for tests of the pages behind the login. */
import assert from 'node:assert/strict'
import { createUserApiKey } from '../../src/features/api-keys/flows/admin/manage-user-api-keys.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createUser, type TestUser } from '../../src/testing/create-user.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth, type TestAuth, type TestParts } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import type { User } from '../../src/users/user.ts'

export const operator = 'ada@example.com'
export const password = testPassword

export interface People {
  readonly auth: TestAuth
  /** The address of the server, with the name that cookies are set for. */
  readonly url: string
  readonly users: Readonly<Record<string, User>>
  /** Of Grace, who has one of each. */
  readonly sid: string
  readonly group: number
  readonly trace: string
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'

const accounts: Readonly<Record<string, TestUser>> = {
  ada: { firstName: 'Ada', lastName: 'Lovelace', isStaff: true, isSuperuser: true, emailVerified: true },
  grace: { firstName: 'Grace', lastName: 'Hopper', emailVerified: true },
  linus: { firstName: 'Linus', lastName: 'Torvalds', isStaff: true, emailVerified: true },
  barbara: { firstName: 'Barbara', lastName: 'Liskov' },
  edsger: { firstName: 'Edsger', lastName: 'Dijkstra', isActive: false, emailVerified: true },
  margaret: { firstName: 'Margaret', lastName: 'Hamilton', emailVerified: true },
  donald: { firstName: 'Donald', lastName: 'Knuth' },
}

/** Mails wait, as the mail server is down. The clock is the tests', and begins now: browsers have a clock too. */
export async function servePeople(
  t: { after(end: () => unknown): void },
  config: Config = {},
  parts: Pick<TestParts, 'resources' | 'schema'> = {},
): Promise<People> {
  const auth = await createTestAuth(
    {
      cookieSecure: false,
      publicUrl: 'https://app.example.com',
      mailFrom: 'Example <no-reply@example.com>',
      sendMail: () => Promise.reject(new Error('the mail server is down')),
      social: { acme: { issuer: 'https://acme.example', clientId: 'latchkey', clientSecret: 'shared with acme' } },
      ...config,
    },
    { ...parts, clock: createFakeClock(Date.now()) },
  )
  const app = createHttpServer(auth)
  t.after(async () => {
    await app.close()
    await auth.close()
  })
  const users = await addAccounts(auth)
  const facts = await addFacts(auth, users)
  const url = (await app.listen({ port: config.port ?? 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  return { auth, url, users, ...facts }
}

async function addAccounts(auth: TestAuth): Promise<Readonly<Record<string, User>>> {
  const users: Record<string, User> = {}
  for (const [name, about] of Object.entries(accounts)) {
    users[name] = await createUser(auth, { ...about, email: `${name}@example.com`, password })
  }
  return users
}

async function addFacts(auth: TestAuth, { grace }: Readonly<Record<string, User>>) {
  const { store, system } = auth
  assert.ok(grace !== undefined)
  const now = system.clock.now()
  const token = await logInFrom(auth, operator, firefox)
  const headers = { authorization: `Bearer ${token}` }
  const admin = (method: string, path: string, json?: unknown) =>
    auth.request(method, `/api/admin/${path}`, { json, headers })
  const permissions = ['auth.view_user', 'auth.view_group']
  const group = (await admin('POST', 'groups/', { name: 'Editors' })).json.id
  await admin('PATCH', `groups/${group}/`, { permissions })
  await admin('PUT', `users/${grace.id}/groups/`, { groups: [group] })
  await admin('PATCH', `users/${grace.id}/`, { first_name: 'Grace Brewster' })
  await admin('POST', `users/${grace.id}/password-reset/`, { deliver: 'mail' })
  await auth.deliverMail()
  for (const agent of [firefox, safari]) await logInFrom(auth, 'grace@example.com', agent)
  const failed = await auth.request('POST', '/api/auth/login/', {
    json: { email: 'grace@example.com', password: 'wrong' },
    headers: { 'user-agent': safari },
  })
  const request = { userId: grace.id, name: 'Nightly export', scopes: [], lifetime: null }
  await createUserApiKey(system, { kind: 'cli', osUser: 'root' }, request)
  const link = { provider: 'acme', subject: '1001', email: 'grace@acme.example', userId: grace.id, now }
  await store.socialAccounts.link(link)
  const [session] = await store.sessions.listLive(grace.id, now)
  return { sid: session?.id ?? assert.fail(), group, trace: failed.headers.get('latchkey-trace') ?? assert.fail() }
}

/** An access token. */
export async function logInFrom(auth: TestAuth, email: string, agent: string): Promise<string> {
  const reply = await auth.request('POST', '/api/auth/login/', {
    json: { email, password },
    headers: { 'user-agent': agent },
  })
  assert.equal(reply.status, 200, reply.text)
  return reply.json.access
}

const names = Object.values(accounts).flatMap(({ firstName = '', lastName = '' }) => [firstName, lastName])
const written = new RegExp(`@|^(?:${names.join('|')}|Editors|Nightly export|[Aa]cme$|cli:|(?:Firefox|Chrome|Safari), )`)

/** What no language translates: names, addresses, what a browser calls itself, permissions, codes, ids, `group:1`. */
export function isTextOfPeople(text: string): boolean {
  return written.test(text) || /^(?:[a-z]+[._][a-z_]+|group:\d+|[\w-]{22}|test)$/.test(text)
}
