/** The providers that the caller's account is linked to. */
import { z } from 'zod'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { unlinkProvider } from '../flows/link-account.ts'
import type { SocialAccount } from '../store.ts'

const guarded = { authentication: 'any', permissions: [isAuthenticated] } as const

const accountOutput = z.object({
  provider: z.string(),
  email: z.string().describe('As the provider sent it at the last sign-in.'),
  linked_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
})

export const socialAccountsEndpoint: Endpoint = {
  ...guarded,
  name: 'Social Account List',
  description: 'The providers that your account is linked to.',
  paths: ['/api/auth/social/accounts/'],
  methods: {
    GET: {
      summary: 'List the linked providers.',
      output: { body: z.array(accountOutput) },
      fails: ['not_authenticated'],
      async handle({ socialAccounts }, call) {
        const accounts = await socialAccounts.listOf(requirePrincipal(call).id)
        return { status: 200, body: accounts.map(showAccount) }
      },
    },
  },
}

export const socialAccountEndpoint: Endpoint = {
  ...guarded,
  name: 'Social Account',
  description: 'One of the providers that your account is linked to.',
  paths: ['/api/auth/social/accounts/{provider}/'],
  methods: {
    DELETE: {
      summary: 'Unlink a provider.',
      output: { status: 204 },
      fails: ['not_authenticated', 'not_found', 'social_last_login'],
      async handle(system, call) {
        await unlinkProvider(system, requirePrincipal(call).id, call.params.provider ?? '')
        return { status: 204 }
      },
    },
  },
}

function showAccount({ provider, email, linkedAt, lastUsedAt }: SocialAccount) {
  return {
    provider,
    email,
    linked_at: instantOf(new Date(linkedAt)),
    last_used_at: instantOf(new Date(lastUsedAt)),
  }
}
