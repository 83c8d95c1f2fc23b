/** The accounts of a list as a file that spreadsheets open. */
import { recordedMembers } from '../../../accounts/members.ts'
import { operatorFields } from '../../../accounts/operator-fields.ts'
import { beginUserExport, endUserExport } from '../../../flows/admin/export-users.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Actor } from '../../../kernel/actor.ts'
import { withoutFormula, writeCsv } from '../../../kernel/csv.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import type { UserQuery } from '../../../users/user-list.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { operatorOf } from '../operator.ts'
import { showAccount } from '../user-fields.ts'
import { findUsers, usersFilter } from '../user-query.ts'

export function usersExportEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.export_user')),
    name: 'Admin User Export',
    description: 'Accounts as a file.',
    urlName: 'admin_users_export',
    paths: ['/api/admin/users/export.csv'],
    methods: {
      GET: defineMethod({
        summary: 'Download the accounts of a list as CSV, of any length.',
        query: usersFilter,
        output: { status: 200, type: 'text/csv' },
        fails: [
          'not_authenticated',
          'permission_denied',
          'recent_login_required',
          'reauthentication_required',
          'invalid',
        ],
        async handle(system, call) {
          await requireFreshLogin(system, call)
          const { actor } = await operatorOf(system, call)
          const given = Object.entries(call.query).filter(([, value]) => value !== undefined)
          const filters = Object.fromEntries(given)
          const bytes = exportUsers({ settings, system, actor }, filters, findUsers(call.query))
          return {
            status: 200,
            content: { type: 'text/csv; charset=utf-8', bytes },
            headers: { 'Content-Disposition': 'attachment; filename="users.csv"' },
          }
        },
      }),
    },
  }
}

interface Exporting {
  readonly settings: Settings
  readonly system: System
  readonly actor: Actor
}

/** So that Excel reads UTF-8. */
const byteOrderMark = '\ufeff'

const accountsOfPage = 500

/** Pages are read as fast as the client takes them. One that goes away ends the reading. */
async function* exportUsers(
  { settings, system, actor }: Exporting,
  filters: Readonly<Record<string, unknown>>,
  query: Omit<UserQuery, 'limit' | 'cursor'>,
): AsyncGenerator<Uint8Array> {
  const names = columns(settings)
  let rows = 0
  let isWhole = false
  await beginUserExport(system, actor, filters)
  try {
    yield Buffer.from(byteOrderMark + writeCsv(names))
    let cursor: string | undefined
    do {
      const page = await system.directory.list({ ...query, cursor, limit: accountsOfPage })
      rows += page.users.length
      if (page.users.length > 0) yield Buffer.from(page.users.map(user => lineOf(settings, names, user)).join(''))
      cursor = page.next
    } while (cursor !== undefined)
    isWhole = true
  } finally {
    await endUserExport(system, actor, { rows, isWhole })
  }
}

function columns(settings: Settings): readonly string[] {
  const own = Object.entries(operatorFields(settings)).filter(([, { rules }]) => rules.writeOnly !== true)
  return [...recordedMembers, 'email_verified', 'has_usable_password', ...own.map(([name]) => name)]
}

function lineOf(settings: Settings, names: readonly string[], user: User): string {
  const account: Readonly<Record<string, unknown>> = showAccount(settings, user)
  return writeCsv(names.map(name => cellOf(account[name])))
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  // A negative number is one for a spreadsheet, too.
  if (typeof value === 'number') return String(value)
  return withoutFormula(typeof value === 'object' ? JSON.stringify(value) : String(value))
}
