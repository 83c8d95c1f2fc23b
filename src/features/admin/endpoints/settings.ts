/** The settings of the process that answers. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'

const output = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      variable: z.string().describe('The name of its environment variable.'),
      value: z.unknown().describe('A secret is shown as [secret], code as [function].'),
      source: z.string().nullable().describe('default, environment, .env, or a file. Null: it is not known.'),
      default: z.unknown(),
      secret: z.boolean().describe('Whether it is a key, or holds a secret.'),
    }),
  ),
})

export function settingsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_settings')),
    name: 'Admin Settings',
    description: 'The settings of the process that answers. None changes while it runs.',
    urlName: 'admin_settings',
    paths: ['/api/admin/settings/'],
    methods: {
      GET: {
        summary: 'List every setting with its value, where that came from, and the default.',
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied'],
        async handle({ installation }) {
          return { status: 200, body: { results: installation.settings() } }
        },
      },
    },
  }
}
