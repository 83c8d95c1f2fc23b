/**
 * Every endpoint answers what the document says, and nothing else: one user goes through all of them, under each setting
 * that changes an answer. The test fails for a new endpoint until the user goes there too.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { FieldsShape } from '../../src/fields/read-fields.ts'
import {
  booleanField,
  charField,
  customProfileEndpoint,
  customRegistrationEndpoint,
  customTokenEndpoint,
  dateField,
  defineResource,
  defineUserFields,
  emailField,
  integerField,
  isAuthenticated,
  readOnlyField,
  usernameField,
} from '../../src/index.ts'
import type { Config } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { createTestClient, type TestRequest } from '../../src/testing/test-client.ts'
import { type Watch, watched } from '../compat/serve-accounts.ts'
import { findUndocumented } from './undocumented.ts'
import { feedToken, serviceSecret, visitEverything } from './visit-everything.ts'

const fields = defineUserFields(
  z.object({
    phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
    born: dateField({ required: false, allowNull: true }),
    visits: integerField({ required: false }),
    pin: charField({ required: false, writeOnly: true }),
    is_premium: readOnlyField('boolean'),
  }),
)
const table = `CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, tag TEXT, secret TEXT, due TEXT,
  done INTEGER, author NOT NULL)`

const configurations: Readonly<Record<string, Config>> = {
  'by e-mail address': {},
  'by user name': { accounts: 'username' },
  'SimpleJWT’s behaviour': { compat: 'simplejwt', emailChange: 'confirm' },
  'SimpleJWT’s behaviour, by user name': { compat: 'simplejwt', emailChange: 'confirm', accounts: 'username' },
  'UUID ids': { userIds: 'uuid' },
  'UUID ids, by user name': { userIds: 'uuid', accounts: 'username' },
  'fields of the application': { userFields: fields },
  'fields of the application, by user name': { userFields: fields, accounts: 'username' },
  'operators who set passwords': { adminSetsPasswords: 'on' },
  'no rotation': { rotateRefreshTokens: false },
  'other members in token answers': {
    tokenObtainSerializer: answer => ({ ...answer, team: 'x' }),
    tokenRefreshSerializer: () => ({ token: 'x' }),
    tokenVerifySerializer: () => ({ valid: true }),
  },
}

for (const [what, config] of Object.entries(configurations)) {
  test(`every endpoint answers what is documented: ${what}`, async t => {
    const auth = await open(config)
    t.after(() => auth.close())
    const document = (await auth.request('GET', '/openapi.json')).json
    const seen: Parameters<Watch>[] = []
    const client = createTestClient(watched(auth.dispatch, (...pair) => void seen.push(pair)))
    const ask = async (method: string, path: string, request: TestRequest = {}) => {
      const reply = await client.request(method, path, request)
      await auth.deliverMail()
      return reply
    }
    await visitEverything({ auth, ask, accounts: config.accounts ?? 'email' })
    assert.deepEqual([...new Set(seen.flatMap(pair => findUndocumented(document, ...pair)))], [])
    const succeeded = new Set(
      seen.filter(([, { status }]) => status < 400).map(([{ method }, { about }]) => `${method} ${about?.route}`),
    )
    assert.deepEqual(
      operationsOf(document).filter(operation => !succeeded.has(operation)),
      [],
    )
  })
}

async function open(config: Config) {
  // Only an Auth that sends mail confirms addresses.
  const { emailChange: _, ...rest } = config
  const settings = resolveSettings([
    { source: 'test', values: { secretKey: 'a secret that tests share, and that protects nothing at all', ...rest } },
  ])
  const phone_number = charField({ required: false, allowBlank: true, maxLength: 15 })
  const own: FieldsShape = config.userFields === undefined ? {} : { phone_number }
  const login: FieldsShape =
    config.accounts === 'username' ? { username: usernameField(), email: emailField() } : { email: emailField() }
  const credentials = { path: '/api/my-token/', answer: () => ({ team: 'x' }) }
  return await createMailAuth(
    {
      exampleEndpoints: true,
      verifyEmailAtRegistration: true,
      trustedDeviceLifetime: '30d',
      mailLogin: 'both',
      organizations: 'on',
      issuer: 'https://auth.example.com',
      serviceClients: { orders: serviceSecret },
      revocationFeedTokens: [feedToken],
      // Where no one listens.
      webhooks: { billing: { url: 'http://127.0.0.1:2/', secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' } },
      ...config,
    },
    {
      resources: [notesAt('/api/notes/', config.userIds, 10), notesAt('/api/plain-notes/', config.userIds, null)],
      schema: { migrations: [{ number: 1, name: 'notes', sql: table }] },
      endpoints: [
        customTokenEndpoint(settings, { path: '/api/bare-token/' }),
        customTokenEndpoint(settings, credentials),
        customTokenEndpoint(settings, {
          ...credentials,
          path: '/api/told-token/',
          output: z.object({ team: z.string() }),
        }),
        customProfileEndpoint(settings, {
          path: '/api/users/me/',
          fields: z.object({ id: readOnlyField('integer'), last_login: readOnlyField('datetime'), ...login, ...own }),
        }),
        customRegistrationEndpoint(settings, {
          path: '/api/users/',
          fields: z.object({
            id: readOnlyField('integer'),
            ...login,
            ...own,
            password: charField({ writeOnly: true }),
          }),
        }),
      ],
    },
  )
}

function notesAt(path: string, userIds: Config['userIds'], pageSize: number | null) {
  return defineResource({
    name: 'Note',
    table: 'notes',
    path,
    fields: z.object({
      id: readOnlyField('integer'),
      text: charField(),
      tag: charField({ required: false }),
      secret: charField({ required: false, writeOnly: true }),
      due: dateField({ required: false, allowNull: true }),
      done: booleanField({ required: false }),
      author: readOnlyField(userIds === 'uuid' ? 'string' : 'integer'),
    }),
    owner: { column: 'author', rows: 'own' },
    permissions: [isAuthenticated],
    pageSize,
  })
}

/** `GET /api/auth/profile/` and all others. */
function operationsOf({ paths }: { readonly paths: Readonly<Record<string, object>> }): readonly string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter(verb => /^(get|post|put|patch|delete)$/.test(verb))
      .map(verb => `${verb.toUpperCase()} ${path}`),
  )
}
