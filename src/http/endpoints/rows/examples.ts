/** Tutorial 1's two example views. They are served only with the setting `exampleEndpoints`. */
import { z } from 'zod'
import { showMembers } from '../../../accounts/members.ts'
import { isAdminUser, isAuthenticated } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'
import { messageOutput } from './outputs.ts'

const email = z.string()

const protectedEndpoint = (id: z.ZodType): Endpoint => ({
  name: 'Protected',
  description: 'Example protected endpoint requiring authentication.',
  urlName: 'protected',
  paths: ['/api/protected/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    GET: {
      summary: 'Open to every user who is logged in.',
      output: { body: messageOutput.extend({ user: z.object({ id, email, full_name: z.string() }) }) },
      fails: ['not_authenticated'],
      async handle(_, call) {
        const user = await requirePrincipal(call).user()
        const body = { message: 'This is a protected endpoint', user: showMembers(user, ['id', 'email', 'full_name']) }
        return { status: 200, body }
      },
    },
  },
})

const adminOnlyEndpoint = (id: z.ZodType): Endpoint => ({
  name: 'Admin Only',
  description: 'Example endpoint requiring admin privileges.',
  urlName: 'admin_only',
  paths: ['/api/admin-only/'],
  authentication: 'any',
  permissions: [isAuthenticated, isAdminUser],
  methods: {
    GET: {
      summary: 'Open to staff.',
      output: { body: messageOutput.extend({ user: z.object({ id, email, is_staff: z.boolean() }) }) },
      fails: ['not_authenticated', 'permission_denied'],
      async handle(_, call) {
        const user = await requirePrincipal(call).user()
        const body = { message: 'This is an admin-only endpoint', user: showMembers(user, ['id', 'email', 'is_staff']) }
        return { status: 200, body }
      },
    },
  },
})

export function exampleEndpoints({ userIds }: Pick<Settings, 'userIds'>): readonly Endpoint[] {
  const id = userIds === 'uuid' ? z.uuid() : z.int()
  return [protectedEndpoint(id), adminOnlyEndpoint(id)]
}
