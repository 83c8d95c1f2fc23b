/** The providers that the caller's account is linked to. */
import { z } from 'zod'
import { currentPasswordField } from '../../../accounts/current-password-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { reauthenticate } from '../../../flows/reauthenticate.ts'
import { hasUsablePassword } from '../../../flows/user-status.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { unlinkProvider } from '../flows/link-account.ts'
import type { SocialAccount } from '../store.ts'

const guarded = { authentication: 'any', permissions: [isAuthenticated] } as const

/** An account of a provider, as its owner and operators see it. */
export const linkedAccountOutput = z.object({
  provider: z.string(),
  email: z.string().describe('As the provider sent it at the last sign-in.'),
  linked_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
})

const accountOutput = linkedAccountOutput.extend({
  has_usable_password: z.boolean().describe('Whether the user has a password too, or has to log in again for changes.'),
})

export const socialAccountsEndpoint: Endpoint = {
  ...guarded,
  name: 'Social Account List',
  description: 'The providers that your account is linked to.',
  urlName: 'social_account_list',
  paths: ['/api/auth/social/accounts/'],
  methods: {
    GET: {
      summary: 'List the linked providers.',
      output: { body: z.array(accountOutput) },
      fails: ['not_authenticated'],
      async handle({ socialAccounts }, call) {
        const principal = requirePrincipal(call)
        const accounts = await socialAccounts.listOf(principal.id)
        const has_usable_password = hasUsablePassword(await principal.user())
        return { status: 200, body: accounts.map(each => ({ ...showLinkedAccount(each), has_usable_password })) }
      },
    },
  },
}

export function socialAccountEndpoint(settings: Settings): Endpoint {
  const input = z.object({ current_password: currentPasswordField(settings) })
  return {
    ...guarded,
    name: 'Social Account',
    description: 'One of the providers that your account is linked to.',
    urlName: 'social_account_detail',
    paths: ['/api/auth/social/accounts/{provider}/'],
    methods: {
      DELETE: {
        summary: 'Unlink a provider.',
        ...(settings.reauthenticateForChanges && { input, hashesPassword: 'confirmation' as const }),
        readsItself: true,
        output: { status: 204 },
        fails: [
          'not_authenticated',
          'invalid',
          'not_found',
          'recent_login_required',
          'reauthentication_required',
          'social_last_login',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          const { current_password: password } = requireValid(readFields(input, await call.body()))
          // With the owner's link gone, a thief's own would be the only way in.
          await reauthenticate(system, principal, password)
          await unlinkProvider(system, principal.id, call.params.provider ?? '')
          return { status: 204 }
        },
      },
    },
  }
}

export function showLinkedAccount({ provider, email, linkedAt, lastUsedAt }: SocialAccount) {
  return {
    provider,
    email,
    linked_at: instantOf(new Date(linkedAt)),
    last_used_at: instantOf(new Date(lastUsedAt)),
  }
}
