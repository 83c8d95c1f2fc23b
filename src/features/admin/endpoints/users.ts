/** The list of accounts, and new ones. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { datetimeField } from '../../../fields/datetime-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { createUser } from '../../../flows/admin/create-user.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint, Method } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { parseInstant } from '../../../kernel/instant.ts'
import { hasModelPermissions } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { mostCounted, type UserOrder, type UserOrderKey, type UserQuery } from '../../../users/user-list.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { operatorOf } from '../operator.ts'
import { answerPage, countQuery, pageOf, pageOutput, pageQuery } from '../pages.ts'
import { refuse } from '../refuse.ts'
import { accountFields, accountOutput, readChanges, showAccount } from '../user-fields.ts'
import { refusesNewAccount } from '../who-may.ts'

const orderKeys: Readonly<Record<string, UserOrderKey>> = {
  id: 'id',
  date_joined: 'dateJoined',
  last_login: 'lastLogin',
  login: 'login',
}

const flag = booleanField({ required: false })
const moment = datetimeField({ required: false })
const listQuery = z.object({
  search: charField({
    required: false,
    allowBlank: true,
    maxLength: 200,
    helpText: 'Words of the address or the names.',
  }),
  is_active: flag,
  is_staff: flag,
  is_superuser: flag,
  email_verified: flag,
  never_logged_in: flag,
  group: charField({ required: false, maxLength: 150, helpText: 'The name of a group.' }),
  joined_after: moment,
  joined_before: moment,
  last_login_after: moment,
  last_login_before: moment,
  ordering: choiceField({
    required: false,
    choices: ['id', '-id', 'date_joined', '-date_joined', 'last_login', '-last_login', 'login', '-login'],
  }),
  ...pageQuery,
  ...countQuery,
})

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
    query: listQuery,
    output: pageOutput(accountOutput),
    fails: ['not_authenticated', 'permission_denied', 'invalid', 'invalid_cursor'],
    async handle({ directory }, { query, incoming }) {
      const page = await directory.list(listQueryOf(query))
      return answerPage(
        incoming,
        page,
        page.users.map(user => showAccount(settings, user)),
      )
    },
  })
}

function listQueryOf(query: Readonly<z.infer<typeof listQuery>>): UserQuery {
  const instant = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text))
  return {
    search: query.search,
    isActive: query.is_active,
    isStaff: query.is_staff,
    isSuperuser: query.is_superuser,
    emailVerified: query.email_verified,
    neverLoggedIn: query.never_logged_in,
    group: query.group,
    joinedAfter: instant(query.joined_after),
    joinedBefore: instant(query.joined_before),
    lastLoginAfter: instant(query.last_login_after),
    lastLoginBefore: instant(query.last_login_before),
    order: orderOf(query.ordering),
    ...pageOf(query),
    ...(query.count === true ? { countUpTo: mostCounted } : {}),
  }
}

function orderOf(ordering = 'id'): UserOrder {
  const descending = ordering.startsWith('-')
  return { by: orderKeys[descending ? ordering.slice(1) : ordering] ?? 'id', descending }
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
