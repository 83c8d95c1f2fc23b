/** One action on many accounts, each by itself: what was refused or failed is said, and the others are done. */
import { z } from 'zod'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { listField } from '../../../fields/list-field.ts'
import { changeUser } from '../../../flows/admin/change-user.ts'
import { deleteUser } from '../../../flows/admin/delete-user.ts'
import { endUserSessions } from '../../../flows/admin/end-user-sessions.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { parseUserId } from '../../../kernel/user-id.ts'
import { AuthError, problem, problemTable } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { type Operator, operatorOf, personOf } from '../operator.ts'
import { outcomeProblem, refuse } from '../refuse.ts'
import { refusesAccount, refusesEnd, refusesFlags } from '../who-may.ts'

interface BulkAction {
  readonly permission: string
  readonly isDangerous?: true
  /** Throws what refuses it for this account. */
  readonly check: (operator: Operator, target: Awaited<ReturnType<typeof personOf>>) => void
  /** Throws what failed. */
  readonly run: (system: System, operator: Operator, user: User) => Promise<unknown>
}

const flag = (isActive: boolean): BulkAction => ({
  permission: 'auth.change_user',
  isDangerous: true,
  check(operator, target) {
    refuse(refusesAccount(operator, target))
    refuse(refusesFlags(operator, target.user, { isActive }))
  },
  async run(system, { actor }, user) {
    const saved = await changeUser(system, actor, user, { flags: { isActive }, keepsSuperuser: true })
    if (saved.outcome === 'gone' || saved.outcome === 'last_superuser') throw outcomeProblem(saved.outcome)
  },
})

const actions: Readonly<Record<'activate' | 'deactivate' | 'delete' | 'end_sessions', BulkAction>> = {
  activate: flag(true),
  deactivate: flag(false),
  delete: {
    permission: 'auth.delete_user',
    isDangerous: true,
    check: (operator, target) => refuse(refusesEnd(operator, target)),
    async run(system, { actor }, user) {
      const outcome = await deleteUser(system, actor, user.id, { keepsSuperuser: true })
      if (outcome !== 'deleted') throw outcomeProblem(outcome)
    },
  },
  end_sessions: {
    permission: 'latchkey.delete_session',
    check: (operator, target) => refuse(refusesAccount(operator, target)),
    async run(system, { actor }, user) {
      if ((await endUserSessions(system, actor, user.id)) === 'gone') throw outcomeProblem('gone')
    },
  },
}

const input = z.object({
  ids: listField(charField({ maxLength: 40 }), { maxLength: 1000 }),
  action: choiceField({ choices: ['activate', 'deactivate', 'delete', 'end_sessions'] }),
  dry_run: booleanField({ required: false, helpText: 'Says what would be refused, and does nothing.' }),
})

const result = z.object({
  id: z.union([z.int(), z.string()]),
  ok: z.boolean(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
})

export function usersBulkEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings),
    name: 'Admin User Bulk',
    description: 'One action on up to a thousand accounts.',
    urlName: 'admin_users_bulk',
    paths: ['/api/admin/users/bulk/'],
    methods: {
      POST: defineMethod({
        summary: 'Activate, deactivate or delete accounts, or end their sessions. Each has a result of its own.',
        input,
        output: { status: 200, body: z.object({ dry_run: z.boolean(), results: z.array(result) }) },
        fails: [
          'not_authenticated',
          'permission_denied',
          'recent_login_required',
          'reauthentication_required',
          'invalid',
        ],
        async handle(system, call) {
          const { ids, dry_run: isDry = false } = call.input
          const action = actions[call.input.action]
          if (!(await requirePrincipal(call).hasPermission(action.permission))) throw problem('permission_denied')
          if (action.isDangerous && !isDry) await requireFreshLogin(system, call)
          const operator = await operatorOf(system, call)
          const results: Settled[] = []
          let isBroken = false
          // One after the other: a thousand at once would stand before every login.
          for (const id of new Set(ids)) {
            const settled: Settled = isBroken
              ? notTried(id)
              : await settle(id, () => act(system, action, operator, id, isDry))
            isBroken ||= settled.isBroken
            results.push(settled)
          }
          const shown = results.map(({ isBroken: _, ...each }) => each)
          return { status: 200, body: { dry_run: isDry, results: shown } }
        },
      }),
    },
  }
}

async function act(system: System, action: BulkAction, operator: Operator, given: string, isDry: boolean) {
  const id = parseUserId(given)
  const user = id === undefined ? undefined : await system.users.findById(id)
  if (user === undefined) throw problem('not_found', { reason: 'user' })
  action.check(operator, await personOf(system, user))
  if (!isDry) await action.run(system, operator, user)
  return user.id
}

interface Settled {
  readonly id: number | string
  readonly ok: boolean
  readonly code: string | null
  readonly detail: string | null
  /** It was not this account: the database is away, or the like. */
  readonly isBroken: boolean
}

/** Throws only what is a mistake of ours. */
async function settle(given: string, run: () => Promise<number | string>): Promise<Settled> {
  try {
    return { id: await run(), ok: true, code: null, detail: null, isBroken: false }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const { code, status } = error
    return { ...failed(given, code, problemTable[code].title), isBroken: status >= 500 }
  }
}

/** So that what was done before is told, and what was not is not taken for done. */
function notTried(given: string): Settled {
  return { ...failed(given, 'not_tried', 'Not tried, as the one before failed.'), isBroken: true }
}

function failed(given: string, code: string, detail: string) {
  return { id: parseUserId(given) ?? given, ok: false, code, detail }
}
