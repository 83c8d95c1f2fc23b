/** May this account do that, through what, and since when? */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { loginName } from '../../../flows/attempt-login.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { parseUserId } from '../../../kernel/user-id.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { AuditEntry } from '../../../ports/audit.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs } from '../../../system.ts'
import { adminAccess } from '../access.ts'
import { findAccess, type GrantPath } from '../find-grants.ts'
import { historyOutput, showHistory } from '../history.ts'

const query = z.object({
  user: charField({ maxLength: 254, helpText: 'The id of the account, or what it logs in with.' }),
  permission: charField({ maxLength: 200, helpText: '`blog.add_post`' }),
})

const output = z.object({
  user: z.object({ id: z.union([z.int(), z.string()]), name: z.string() }),
  permission: z.string(),
  allowed: z.boolean(),
  why: z.enum(['inactive', 'superuser', 'granted', 'no_grant']),
  through: z.array(
    z.object({
      group: z.object({ id: z.int(), name: z.string(), is_role: z.boolean() }).nullable(),
      given: historyOutput.nullable(),
      given_to_group: historyOutput.nullable(),
    }),
  ),
})

export function accessEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_audit')),
    name: 'Admin Access',
    description: 'Whether an account has a permission, and why.',
    urlName: 'admin_access',
    paths: ['/api/admin/access/'],
    methods: {
      GET: defineMethod({
        summary: 'Say whether an account has a permission, through which group, granted by whom and when.',
        query,
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied', 'not_found', 'invalid'],
        async handle(system, call) {
          const { user: asked, permission } = call.query
          const id = parseUserId(asked)
          const user = (id && (await system.users.findById(id))) || (await system.users.findByLogin(asked))
          if (user === undefined) throw problem('not_found', { reason: 'user' })
          const { isAllowed, why, paths } = await findAccess(system, user, permission)
          const through = await Promise.all(paths.map(path => showPath(system, path)))
          const shown = { id: user.id, name: loginName(settings, user) }
          return { status: 200, body: { user: shown, permission, allowed: isAllowed, why, through } }
        },
      }),
    },
  }
}

async function showPath(system: Needs<'users' | 'settings'>, { group, given, givenToGroup }: GrantPath) {
  const show = async (entry: AuditEntry | undefined) =>
    entry === undefined ? null : ((await showHistory(system, [entry]))[0] ?? null)
  const shown = group === undefined ? null : { id: group.id, name: group.name, is_role: group.isRole }
  return { group: shown, given: await show(given), given_to_group: await show(givenToGroup) }
}
