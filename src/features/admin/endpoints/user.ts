/** One account: shown with what belongs to it, changed, deleted. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { changeUser } from '../../../flows/admin/change-user.ts'
import { deleteUser } from '../../../flows/admin/delete-user.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { hasModelPermissions } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { accountOf, operatorOf, personOf } from '../operator.ts'
import { outcomeProblem, refuse } from '../refuse.ts'
import { accountFields, accountOutput, readChanges, showAccount } from '../user-fields.ts'
import { refusesAccount, refusesEnd, refusesFlags } from '../who-may.ts'

export const detailOutput = accountOutput.extend({
  groups: z.array(z.object({ id: z.int(), name: z.string() })),
  roles: z.array(z.string()).describe('Those of its groups that are roles of the configuration, by name.'),
  permissions: z.array(z.string()).describe('Granted to the account itself.'),
  all_permissions: z.array(z.string()).describe('Those of its groups too.'),
  live_sessions: z.int(),
  providers: z.array(z.string()),
  has_mfa: z.boolean().describe('Whether a second factor is asked for at a login.'),
})

export function userEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('auth', 'user', { reading: true })),
    name: 'Admin User',
    description: 'One account.',
    urlName: 'admin_user',
    paths: ['/api/admin/users/{id}/'],
    methods: {
      GET: {
        summary: 'Show an account, its groups and permissions.',
        output: { body: detailOutput },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        handle: async (system, call) => ({
          status: 200,
          body: await showDetails(settings, system, await accountOf(system, call)),
        }),
      },
      PATCH: {
        summary: 'Change an account. The owner of an address that is replaced is told.',
        isDescribed: true,
        input: accountFields(settings),
        readsItself: true,
        output: { body: detailOutput },
        fails: [...refusals, 'invalid'],
        handle: (system, call) => change(settings, system, call),
      },
      DELETE: {
        summary: 'Delete an account and end its sessions.',
        output: { status: 204 },
        fails: [...refusals, 'account_in_use', 'last_owner'],
        handle: remove,
      },
    },
  }
}

const refusals = [
  'not_authenticated',
  'permission_denied',
  'beyond_own_rights',
  'own_account',
  'last_superuser',
  'recent_login_required',
  'reauthentication_required',
  'not_found',
] as const

export async function showDetails(settings: Settings, system: System, user: User) {
  const { groups, sessions, clock, linkedProviders, secondFactors } = system
  const [own, all, live, providers, methods] = await Promise.all([
    groups.ownGrantsOf(user.id),
    groups.grantsOf(user.id),
    sessions.listLive(user.id, clock.now()),
    linkedProviders(user.id),
    secondFactors.methodsOf(user),
  ])
  return {
    ...showAccount(settings, user),
    groups: own.groups,
    roles: all.roles,
    permissions: own.permissions,
    all_permissions: all.permissions,
    live_sessions: live.length,
    providers,
    has_mfa: methods.length > 0,
  }
}

async function change(settings: Settings, system: System, call: Call): Promise<Answer> {
  const user = await accountOf(system, call)
  const model = accountModel(settings)
  const read = readFields(accountFields(settings), await call.body(), { partial: true })
  const changes = readChanges(settings, requireValid(await refuseTakenLogin(system, model, read, user.id)))
  const { flags = {} } = changes
  const operator = await operatorOf(system, call)
  refuse(refusesAccount(operator, await personOf(system, user)))
  refuse(refusesFlags(operator, user, flags))
  if (Object.keys(flags).length > 0) await requireFreshLogin(system, call)
  const saved = await changeUser(system, operator.actor, user, { ...changes, keepsSuperuser: true })
  if (saved.outcome === 'duplicate') throw takenLogin(model)
  if (saved.outcome === 'gone' || saved.outcome === 'last_superuser') throw outcomeProblem(saved.outcome)
  return { status: 200, body: await showDetails(settings, system, saved.user) }
}

async function remove(system: System, call: Call): Promise<Answer> {
  const user = await accountOf(system, call)
  const operator = await operatorOf(system, call)
  refuse(refusesEnd(operator, await personOf(system, user)))
  await requireFreshLogin(system, call)
  const outcome = await deleteUser(system, operator.actor, user.id, { keepsSuperuser: true })
  if (outcome !== 'deleted') throw outcomeProblem(outcome)
  return { status: 204 }
}
