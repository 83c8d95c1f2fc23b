/** Every function of `flows/admin` and of the features' `flows/admin`: a row and an event that name the actor. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { findFiles } from '../../../scripts/files.ts'
import { createUserApiKey, revokeUserApiKey } from '../../features/api-keys/flows/admin/manage-user-api-keys.ts'
import { resetFactors } from '../../features/mfa/flows/admin/reset-factors.ts'
import {
  deleteAnyOrganization,
  removeOrganizationMember,
  setMemberRole,
} from '../../features/organizations/flows/admin/manage-organizations.ts'
import {
  changeResourceRow,
  createResourceRow,
  deleteResourceRow,
} from '../../features/resources/flows/admin/change-rows.ts'
import { unlinkUserProvider } from '../../features/social/flows/admin/unlink-user-provider.ts'
import { replayDelivery, replayFailed, testWebhook } from '../../features/webhooks/flows/admin/manage-webhooks.ts'
import type { System } from '../../system.ts'
import { createUser as createTestUser } from '../../testing/create-user.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, watchOperator } from '../../testing/watch-operator.ts'
import { changeUser } from './change-user.ts'
import { createUser } from './create-user.ts'
import { deleteUser } from './delete-user.ts'
import { endEverySession } from './end-every-session.ts'
import { endUserSession, endUserSessions } from './end-user-sessions.ts'
import { beginUserExport, endUserExport } from './export-users.ts'
import { grantUserPermission, revokeUserPermission } from './grant-user-permission.ts'
import { importUsers } from './import-users.ts'
import { mailUser, makePasswordLink } from './mail-user.ts'
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  grantGroupPermission,
  removeGroupMember,
  revokeGroupPermission,
} from './manage-groups.ts'
import { retireKey, rotateKey } from './manage-keys.ts'
import { dropMail, retryMail } from './manage-outbox.ts'
import { resealSecrets } from './reseal-secrets.ts'
import { setUserFlags } from './set-user-flags.ts'
import { setUserGroups } from './set-user-groups.ts'
import { setUserPassword } from './set-user-password.ts'
import { setUserPermissions } from './set-user-permissions.ts'
import { syncRoles } from './sync-roles.ts'
import { updateGroup } from './update-group.ts'

const group = 'editors'
const permission = 'blog.add_post'
const key = { userId: 1, name: 'robot', scopes: [], lifetime: null }

const imported = {
  email: 'bob@example.com',
  password: undefined,
  dateJoined: undefined,
  lastLogin: null,
  groups: [],
  permissions: [],
}

const notes = {
  view: {
    table: 'notes',
    columns: [
      { name: 'id', kind: 'integer' },
      { name: 'text', kind: 'string' },
    ],
    joins: [],
  },
  told: ['text'],
} as const
const schema = {
  migrations: [{ number: 1, name: 'notes', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)' }],
}
const newNote = (system: System) => system.tables.insert(notes.view, { text: 'old' })
const noteOf = async (system: System) => (await system.tables.find(notes.view, { id: 1 })) ?? assert.fail()

/** Alice (1) is logged in. `first`: what has to be so before the action. */
interface Action {
  readonly first?: (system: System) => Promise<unknown>
  readonly run: (system: System) => Promise<unknown>
}

const newMail = (system: System) =>
  system.outbox.put([{ kind: 'password_changed', userId: 1, to: 'alice@example.com', now: 0 }])
const team = { id: `org_${'0'.repeat(32)}`, name: 'Team', slug: 'team' }
const memberOfTeam = { organizationId: team.id, userId: 1 }
/** Alice belongs to it, and another owns it. */
const newTeam = async (system: System) => {
  const { organizations, organizationDirectory } = system
  const { id: owner } = await createTestUser({ system }, { email: 'bob@example.com' })
  const change = { now: 0, by: undefined, limit: 10 }
  await organizations.create({ ...team, owner, ...change })
  await organizationDirectory.addMember(team.id, 1, 'member', change)
}
const billing = { url: 'http://127.0.0.1:2/', secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', events: ['group.*'] }
const newDelivery = ({ deliveries }: Pick<System, 'deliveries'>) =>
  deliveries.put({ endpoint: 'billing', event: 'user.created', body: '{}', now: 0 })
const newGroup = (system: System) => system.groups.create(group, 0)

const actions: Readonly<Record<string, Action>> = {
  createUser: { run: system => createUser(system, operator, { email: 'bob@example.com' }) },
  changeUser: {
    run: async system => {
      const alice = (await system.users.findById(1)) ?? assert.fail()
      return await changeUser(system, operator, alice, { firstName: 'Alice' })
    },
  },
  importUsers: { run: system => importUsers(system, operator, [imported]) },
  setUserFlags: { run: system => setUserFlags(system, operator, 1, { isStaff: true }) },
  setUserPassword: { run: system => setUserPassword(system, operator, 1, 'AnotherPass456!') },
  mailUser: {
    run: async system => {
      const alice = (await system.users.findById(1)) ?? assert.fail()
      return await mailUser(system, operator, alice, 'password_reset')
    },
  },
  makePasswordLink: {
    run: async system => {
      const alice = (await system.users.findById(1)) ?? assert.fail()
      return await makePasswordLink(system, operator, alice)
    },
  },
  deleteUser: { run: system => deleteUser(system, operator, 1) },
  endUserSession: { run: async system => endUserSession(system, operator, 1, await sidOf(system)) },
  endUserSessions: { run: system => endUserSessions(system, operator, 1) },
  beginUserExport: { run: system => beginUserExport(system, operator, { search: 'ada' }) },
  endUserExport: { run: system => endUserExport(system, operator, { rows: 3, isWhole: true }) },
  endEverySession: { run: system => endEverySession(system, operator, 'restored') },
  createGroup: { run: system => createGroup(system, operator, group) },
  deleteGroup: { first: newGroup, run: system => deleteGroup(system, operator, group) },
  addGroupMember: { first: newGroup, run: system => addGroupMember(system, operator, group, 1) },
  removeGroupMember: {
    first: async system => [await newGroup(system), await system.groups.addMember(group, 1, 0)],
    run: system => removeGroupMember(system, operator, group, 1),
  },
  grantGroupPermission: { first: newGroup, run: system => grantGroupPermission(system, operator, group, permission) },
  revokeGroupPermission: {
    first: async system => [await newGroup(system), await system.groups.grant(group, permission, 0)],
    run: system => revokeGroupPermission(system, operator, group, permission),
  },
  grantUserPermission: { run: system => grantUserPermission(system, operator, 1, permission) },
  revokeUserPermission: {
    first: system => system.groups.grantUser(1, permission, 0),
    run: system => revokeUserPermission(system, operator, 1, permission),
  },
  setUserGroups: { first: newGroup, run: system => setUserGroups(system, operator, 1, [1]) },
  setUserPermissions: { run: system => setUserPermissions(system, operator, 1, [permission]) },
  updateGroup: { first: newGroup, run: system => updateGroup(system, operator, 1, { permissions: [permission] }) },
  syncRoles: { run: system => syncRoles(system, operator, [{ name: 'editor', permissions: [permission] }]) },
  setMemberRole: { first: newTeam, run: system => setMemberRole(system, operator, memberOfTeam, 'admin') },
  removeOrganizationMember: {
    first: newTeam,
    run: system => removeOrganizationMember(system, operator, memberOfTeam),
  },
  deleteAnyOrganization: { first: newTeam, run: system => deleteAnyOrganization(system, operator, team.id) },
  rotateKey: { run: system => rotateKey(system, operator, 'planned') },
  retireKey: {
    first: system => system.signingKeys?.publishNext(system.clock.now() + 60_000, system.origin) ?? assert.fail(),
    run: async system =>
      await retireKey(system, operator, (await system.signingKeys?.store.list())?.at(-1)?.kid ?? assert.fail()),
  },
  resealSecrets: { run: system => resealSecrets(system, operator, []) },
  retryMail: { first: newMail, run: system => retryMail(system, operator, 1) },
  dropMail: { first: newMail, run: system => dropMail(system, operator, 1) },
  replayDelivery: { first: newDelivery, run: system => replayDelivery(system, operator, 1) },
  replayFailed: {
    first: async ({ deliveries }) => {
      await newDelivery({ deliveries })
      const [held] = await deliveries.claim({ endpoint: 'billing', now: 0, until: 1, limit: 1 })
      const attempt = { at: 0, took: 0, reason: 'timeout' }
      await deliveries.finish(held ?? assert.fail(), { attempt, state: 'failed', now: 0 })
    },
    run: system => replayFailed(system, operator, { endpoint: 'billing', since: 0 }),
  },
  testWebhook: { run: system => testWebhook(system, operator, 'billing') },
  createResourceRow: { run: system => createResourceRow(system, operator, notes, { text: 'new' }) },
  changeResourceRow: {
    first: newNote,
    run: async system => changeResourceRow(system, operator, notes, await noteOf(system), { text: 'new' }),
  },
  deleteResourceRow: {
    first: newNote,
    run: async system => deleteResourceRow(system, operator, notes, await noteOf(system)),
  },
  createUserApiKey: { run: system => createUserApiKey(system, operator, key) },
  revokeUserApiKey: {
    first: system => system.apiKeys.create({ ...key, id: 'one', digest: '', now: 0, expiresAt: null }),
    run: system => revokeUserApiKey(system, operator, 'one'),
  },
  resetFactors: {
    first: async system => {
      const now = system.clock.now()
      const waiting = { id: 'app', userId: 1, name: '', createdAt: now, lastUsedAt: null } as const
      await system.factors.beginTotp({ ...waiting, kind: 'totp', secret: '', confirmedAt: null, lastStep: -1 })
      await system.factors.confirmTotp({ ...waiting, now, step: 0, sid: undefined, by: undefined, mail: undefined })
    },
    run: system => resetFactors(system, operator, 1),
  },
  unlinkUserProvider: {
    first: system =>
      system.socialAccounts.link({ provider: 'acme', subject: '7', email: '', userId: 1, now: 0, origin: undefined }),
    run: system => unlinkUserProvider(system, operator, 1, 'acme'),
  },
}

async function sidOf({ sessions, clock }: System): Promise<string> {
  return (await sessions.listLive(1, clock.now()))[0]?.id ?? ''
}

for (const [name, { first, run }] of Object.entries(actions)) {
  test(`${name} writes a row and emits one event, both with the actor`, async () => {
    const auth = await createTestAuth({ keyRotation: 'manual', webhooks: { billing } }, { schema })
    await auth.register('alice@example.com')
    const { system, rows, events } = watchOperator(auth)
    await first?.(auth.system)
    await run(system)
    const [event, ...more] = events()
    assert.ok(event !== undefined && more.length === 0)
    assert.ok((await rows()).some(row => row.event === event.name))
    const all = await auth.store.audit.findByTrace(system.origin.traceId ?? '')
    assert.equal(all.length, (await rows()).length, 'a row without the actor')
  })
}

let exported: readonly string[] = []
before(async () => {
  const src = join(import.meta.dirname, '../..')
  const files = findFiles(['flows/admin/*.ts', 'features/*/flows/admin/*.ts'], src)
  const modules = files.filter(file => !/\.test\.ts$|act-as\.ts$/.test(file))
  exported = (await Promise.all(modules.map(file => import(join(src, file))))).flatMap(Object.keys)
})

test('no action of an operator is missing here', () => {
  assert.deepEqual(exported.toSorted(), Object.keys(actions).toSorted())
})
