/** Who the caller is, in few words: what pages need to know, whatever the application's profile shows. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { hasUsablePassword } from '../../../flows/user-status.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'

const output = z.object({
  id: z.union([z.int(), z.string()]),
  login: z.string().describe('What the account logs in with.'),
  is_staff: z.boolean().describe('Whether the console is for it, where it is served.'),
  has_usable_password: z.boolean(),
})

export function accountEndpoint(settings: Settings): Endpoint {
  const { loginField } = accountModel(settings)
  return {
    name: 'Account',
    description: 'Who you are.',
    urlName: 'account_me',
    paths: ['/api/auth/account/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      GET: {
        summary: 'Show who you are, and whether you are an operator.',
        output: { body: output },
        fails: ['not_authenticated'],
        async handle(_, call) {
          const user = await requirePrincipal(call).user()
          const { id, isStaff: is_staff } = user
          return {
            status: 200,
            body: { id, login: user[loginField], is_staff, has_usable_password: hasUsablePassword(user) },
          }
        },
      },
    },
  }
}
