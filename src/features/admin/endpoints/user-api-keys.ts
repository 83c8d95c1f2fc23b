/** The API keys of one account, of which nothing secret is shown. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { keyOutput, showKey } from '../../api-keys/endpoints.ts'
import { revokeUserApiKey } from '../../api-keys/flows/admin/manage-user-api-keys.ts'
import { adminAccess } from '../access.ts'
import { accountOf, changeableAccount } from '../operator.ts'

export function userApiKeysEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_apikey')),
    name: 'Admin User API Keys',
    description: 'The API keys of an account.',
    urlName: 'admin_user_api_keys',
    paths: ['/api/admin/users/{id}/api-keys/'],
    methods: {
      GET: {
        summary: 'List the API keys of an account, the newest first; revoked ones too.',
        output: { body: z.array(keyOutput) },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, call) {
          const user = await accountOf(system, call)
          return { status: 200, body: (await system.apiKeys.listOf(user.id)).map(showKey) }
        },
      },
    },
  }
}

export function userApiKeyEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.delete_apikey')),
    name: 'Admin User API Key',
    description: 'One API key of an account.',
    urlName: 'admin_user_api_key',
    paths: ['/api/admin/users/{id}/api-keys/{key}/'],
    methods: {
      DELETE: {
        summary: 'Revoke an API key of an account.',
        output: { status: 204 },
        fails: ['not_authenticated', 'permission_denied', 'beyond_own_rights', 'not_found'],
        async handle(system, call) {
          const { user, operator } = await changeableAccount(system, call)
          const outcome = await revokeUserApiKey(system, operator.actor, call.params.key ?? '', user.id)
          if (outcome === 'gone') throw problem('not_found', { reason: 'api_key' })
          return { status: 204 }
        },
      },
    },
  }
}
