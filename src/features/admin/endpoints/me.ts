/** Who the operator is and what they may: for the menus of a console. */
import { z } from 'zod'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { accountOutput, showAccount } from '../user-fields.ts'

const output = z.object({ user: accountOutput, permissions: z.array(z.string()), is_superuser: z.boolean() })

export function meEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings),
    name: 'Admin Me',
    description: 'The operator.',
    urlName: 'admin_me',
    paths: ['/api/admin/me/'],
    methods: {
      GET: {
        summary: 'Show who you are and what you may. A superuser may everything.',
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied'],
        async handle({ groups }, call) {
          const user = await requirePrincipal(call).user()
          const { permissions } = await groups.grantsOf(user.id)
          const body = { user: showAccount(settings, user), permissions, is_superuser: user.isSuperuser }
          return { status: 200, body }
        },
      },
    },
  }
}
