/** Lists, creates and revokes the caller's API keys. Takes no API key: a leaked one must not create its successor. */
import { z } from 'zod'
import { currentPasswordField } from '../../accounts/current-password-field.ts'
import { charField } from '../../fields/char-field.ts'
import { integerField } from '../../fields/integer-field.ts'
import { readFields, requireValid } from '../../fields/read-fields.ts'
import { reauthenticate } from '../../flows/reauthenticate.ts'
import { type Endpoint, type Method, requirePrincipal } from '../../http/endpoints/endpoint.ts'
import { instantOf } from '../../kernel/instant.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ApiKey } from './api-key.ts'
import { createApiKey } from './flows/create-api-key.ts'
import { revokeApiKey } from './flows/revoke-api-key.ts'

const scopePattern = /^[a-z0-9:._-]{1,50}$/i
const mostScopes = 32

const keyFields = z.object({
  name: charField({ maxLength: 100 }),
  scopes: charField({
    required: false,
    allowBlank: true,
    maxLength: 1000,
    helpText: 'Words separated by spaces.',
    validators: [text => (areScopes(text) ? [] : ['Enter scopes separated by spaces, such as "orders:read".'])],
  }),
  expires_in: integerField({ required: false, allowNull: true, minValue: 1, maxValue: 315_576_000, label: 'Seconds' }),
})

const instant = z.iso.datetime().nullable()
export const keyOutput = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  created_at: instant,
  expires_at: instant,
  last_used_at: instant,
  revoked_at: instant,
})

export function apiKeysEndpoint(settings: Settings): Endpoint {
  return {
    name: 'API Keys',
    description: 'Your API keys.',
    urlName: 'api_key_list',
    paths: ['/api/auth/api-keys/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      GET: {
        summary: 'List your API keys.',
        output: { body: z.array(keyOutput) },
        fails: ['not_authenticated'],
        async handle({ apiKeys }, call) {
          const keys = await apiKeys.listOf(requirePrincipal(call).id)
          return { status: 200, body: keys.map(showKey) }
        },
      },
      POST: createMethod(settings),
    },
  }
}

/** A key outlives the session, so a stolen token must not be enough to make one. */
function createMethod(settings: Settings): Method {
  const input = keyFields.extend({ current_password: currentPasswordField(settings) })
  return {
    summary: 'Create an API key. Its text is shown once.',
    input: settings.reauthenticateForChanges ? input : keyFields,
    readsItself: true,
    ...(settings.reauthenticateForChanges && { hashesPassword: 'confirmation' }),
    countsAsChange: true,
    output: { status: 201, body: keyOutput.extend({ key: z.string() }) },
    fails: [
      'not_authenticated',
      'invalid',
      'recent_login_required',
      'reauthentication_required',
      'api_key_limit',
      'throttled',
      'overloaded',
    ],
    async handle(system, call) {
      const principal = requirePrincipal(call)
      const { id: userId } = await principal.user()
      const { current_password: password, ...given } = requireValid(readFields(input, await call.body()))
      const { name, scopes = '', expires_in: lifetime = null } = given
      await reauthenticate(system, principal, password)
      const created = await createApiKey(system, { userId, name, scopes: wordsOf(scopes), lifetime })
      if (created === 'unknown_user') throw problem('user_not_found')
      if (created === 'too_many') throw problem('api_key_limit')
      return { status: 201, body: { ...showKey(created.key), key: created.text } }
    },
  }
}

export const apiKeyEndpoint: Endpoint = {
  name: 'API Key',
  description: 'One of your API keys.',
  urlName: 'api_key_detail',
  paths: ['/api/auth/api-keys/{id}/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    DELETE: {
      summary: 'Revoke one of your API keys.',
      output: { status: 204 },
      fails: ['not_authenticated', 'not_found'],
      async handle(system, call) {
        const outcome = await revokeApiKey(system, call.params.id ?? '', requirePrincipal(call).id)
        if (outcome === 'gone') throw problem('not_found', { reason: 'api_key' })
        return { status: 204 }
      },
    },
  },
}

export function showKey({ id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }: ApiKey) {
  return {
    id,
    name,
    scopes,
    created_at: moment(createdAt),
    expires_at: moment(expiresAt),
    last_used_at: moment(lastUsedAt),
    revoked_at: moment(revokedAt),
  }
}

function moment(at: number | null): string | null {
  return at === null ? null : instantOf(new Date(at))
}

function wordsOf(text: string): readonly string[] {
  return [...new Set(text.split(/\s+/).filter(Boolean))]
}

function areScopes(text: string): boolean {
  const words = wordsOf(text)
  return words.length <= mostScopes && words.every(word => scopePattern.test(word))
}
