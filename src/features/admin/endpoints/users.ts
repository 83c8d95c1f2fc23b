/** The list of accounts, and new ones. */
import { accountModel } from '../../../accounts/choose-model.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { createUser } from '../../../flows/admin/create-user.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint, Method } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { answerPage, countQuery, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { hasModelPermissions } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { mostCounted } from '../../../users/user-list.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { operatorOf } from '../operator.ts'
import { refuse } from '../refuse.ts'
import { accountFields, accountOutput, readChanges, showAccount } from '../user-fields.ts'
import { findUsers, usersFilter } from '../user-query.ts'
import { refusesNewAccount } from '../who-may.ts'

const usersQuery = usersFilter.extend({ ...pageQuery, ...countQuery })

export function usersEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('auth', 'user', { reading: true })),
    name: 'Admin User List',
    description: 'Accounts: found by words and filters, in pages.',
    urlName: 'admin_users',
    paths: ['/api/admin/users/'],
    methods: { GET: listMethod(settings), POST: createMethod(settings) },
  }
}

function listMethod(settings: Settings): Method {
  return defineMethod({
    summary: 'List accounts.',
    query: usersQuery,
    output: pageOutput(accountOutput),
    fails: ['not_authenticated', 'permission_denied', 'invalid', 'invalid_cursor'],
    async handle({ directory }, { query, incoming }) {
      const page = await directory.list({
        ...findUsers(query),
        ...pageOf(query),
        ...(query.count === true ? { countUpTo: mostCounted } : {}),
      })
      return answerPage(
        incoming,
        page,
        page.users.map(user => showAccount(settings, user)),
      )
    },
  })
}

function createMethod(settings: Settings): Method {
  return {
    summary: 'Create an account without a password: its owner gets a link for one.',
    input: accountFields(settings),
    readsItself: true,
    output: { status: 201, body: accountOutput },
    fails: ['not_authenticated', 'permission_denied', 'beyond_own_rights', 'invalid'],
    handle: (system, call) => create(settings, system, call),
  }
}

async function create(settings: Settings, system: System, call: Call): Promise<Answer> {
  const model = accountModel(settings)
  const read = readFields(accountFields(settings), await call.body())
  const { flags = {}, ...profile } = readChanges(settings, requireValid(await refuseTakenLogin(system, model, read)))
  const operator = await operatorOf(system, call)
  refuse(refusesNewAccount(operator, flags))
  if (flags.isStaff === true || flags.isSuperuser === true) await requireFreshLogin(system, call)
  const user = await createUser(system, operator.actor, { email: '', ...profile, choosesPassword: true }, flags)
  if (user === 'duplicate') throw takenLogin(model)
  return { status: 201, body: showAccount(settings, user) }
}
