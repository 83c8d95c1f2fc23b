/** The key ring: which key signs, and which ones still verify. Nothing of a secret or private key leaves the process. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hideUserinfo } from '../../../kernel/hide-userinfo.ts'
import type { VerifyingKey } from '../../../keys/key.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { SettingName, Settings } from '../../../settings/settings.ts'
import { sourcesOf } from '../../../settings/sources.ts'
import type { System } from '../../../system.ts'
import { adminAccess } from '../access.ts'

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
          const { jwkUrl } = system.settings
          const results = system.keyring.keys.map(key => showKey(system, key))
          return { status: 200, body: { results, jwk_url: jwkUrl === undefined ? null : hideUserinfo(jwkUrl) } }
        },
      },
    },
  }
}

function showKey({ settings, keyring }: Pick<System, 'settings' | 'keyring'>, key: VerifyingKey) {
  const isSigning = key === keyring.signing
  const sources = sourcesOf(settings)
  const given: SettingName = isSigning
    ? sources?.has('signingKey') === true
      ? 'signingKey'
      : 'secretKey'
    : 'previousKeys'
  return {
    kid: key.kid ?? null,
    algorithm: key.algorithm.name,
    use: isSigning ? 'signing' : 'verifying',
    takes_unnamed: keyring.find(undefined) === key,
    setting: given,
    source: sources?.get(given)?.source ?? null,
  }
}
