/** The accounts of providers with which the owner of an account signs in. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { unlinkUserProvider } from '../../social/flows/admin/unlink-user-provider.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { accountOf, changeableAccount } from '../operator.ts'
import { showUserProvider, userProviderOutput } from '../providers.ts'

export function userProvidersEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.view_user')),
    name: 'Admin User Providers',
    description: 'The providers that an account is linked to.',
    urlName: 'admin_user_providers',
    paths: ['/api/admin/users/{id}/providers/'],
    methods: {
      GET: {
        summary: 'List the accounts of providers that are linked to an account, the oldest first.',
        output: { body: z.array(userProviderOutput) },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, call) {
          const user = await accountOf(system, call)
          const linked = await system.socialAccounts.listOf(user.id)
          return { status: 200, body: linked.map(each => showUserProvider(settings, each)) }
        },
      },
    },
  }
}

export function userProviderEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.change_user')),
    name: 'Admin User Provider',
    description: 'One of the providers that an account is linked to.',
    urlName: 'admin_user_provider',
    paths: ['/api/admin/users/{id}/providers/{provider}/'],
    methods: {
      DELETE: {
        summary:
          'Remove the link to a provider, the last way in too. Its owner gets a mail that says how to choose a password.',
        output: { status: 204 },
        fails: [
          'not_authenticated',
          'permission_denied',
          'beyond_own_rights',
          'recent_login_required',
          'reauthentication_required',
          'not_found',
        ],
        async handle(system, call) {
          const { user, actor } = await changeableAccount(system, call)
          await requireFreshLogin(system, call)
          const outcome = await unlinkUserProvider(system, actor, user.id, call.params.provider ?? '')
          if (outcome === 'gone') throw problem('not_found', { reason: 'social_account' })
          return { status: 204 }
        },
      },
    },
  }
}
