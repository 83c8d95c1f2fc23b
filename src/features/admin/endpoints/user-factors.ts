/** The second factors of one account: whether it has any, and their end where its owner has lost them. */
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { isSafe } from '../../../permissions/built-in.ts'
import { definePermission } from '../../../permissions/define-permission.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { resetFactors } from '../../mfa/flows/admin/reset-factors.ts'
import { adminAccess } from '../access.ts'
import { showUserFactors, userFactorsOutput } from '../factors.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { accountOf, operatorOf, personOf } from '../operator.ts'
import { refuse } from '../refuse.ts'
import { refusesEnd } from '../who-may.ts'

const [toRead, toReset] = ['auth.view_user', 'auth.change_user'] as const

/** A reset is a change of the account; the factors are none of the rows that `auth.delete_user` is about. */
const seesOrResets = definePermission(
  'SeesOrResetsFactors',
  async ({ principal, method }) => await principal.hasPermission(isSafe({ method }) ? toRead : toReset),
  { requiresPrincipal: true, permissionNames: [toRead, toReset] },
)

export function userFactorsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, seesOrResets),
    name: 'Admin User Factors',
    description: 'The second factors of an account, and the browsers that are not asked for one.',
    urlName: 'admin_user_factors',
    paths: ['/api/admin/users/{id}/factors/'],
    methods: {
      GET: {
        summary: 'List the second factors of an account, the oldest first.',
        output: { body: userFactorsOutput },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        handle: async (system, call) => ({
          status: 200,
          body: await showUserFactors(system, await accountOf(system, call)),
        }),
      },
      DELETE: {
        summary:
          'Remove every factor, recovery code and trusted browser of an account whose owner has lost them. The owner gets a mail.',
        output: { status: 204 },
        fails: [
          'not_authenticated',
          'permission_denied',
          'beyond_own_rights',
          'own_account',
          'recent_login_required',
          'reauthentication_required',
          'not_found',
        ],
        async handle(system, call) {
          const user = await accountOf(system, call)
          const operator = await operatorOf(system, call)
          refuse(refusesEnd(operator, await personOf(system, user)))
          await requireFreshLogin(system, call)
          const removed = await resetFactors(system, operator.actor, user.id)
          if (removed === 'unknown_user') throw problem('not_found', { reason: 'user' })
          return { status: 204 }
        },
      },
    },
  }
}
