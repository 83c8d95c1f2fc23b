/** The key ring: which key signs, and which ones still verify. Nothing of a secret or private key leaves the process. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { showKeys } from '../shown-keys.ts'

const output = z.object({
  results: z.array(
    z.object({
      kid: z.string().nullable().describe('Null: a single key without a name, which its tokens do not carry.'),
      algorithm: z.string(),
      use: z.enum(['signing', 'verifying']).describe('signing: it verifies too. verifying: it signs no more.'),
      takes_unnamed: z.boolean().describe('Whether it verifies tokens without a kid.'),
      setting: z.string().describe('secretKey, signingKey or previousKeys.'),
      source: z.string().nullable().describe('Where that is set: environment, a file. Null: it is not known.'),
    }),
  ),
  jwk_url: z
    .string()
    .nullable()
    .describe('Where the keys are published that verify tokens in place of these; null where these do.'),
})

export function keysEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_settings')),
    name: 'Admin Keys',
    description: 'The keys that sign and verify tokens, without what is secret in them.',
    urlName: 'admin_keys',
    paths: ['/api/admin/keys/'],
    methods: {
      GET: {
        summary: 'List the keys, that which signs first.',
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied'],
        async handle(system) {
          return { status: 200, body: showKeys(system) }
        },
      },
    },
  }
}
