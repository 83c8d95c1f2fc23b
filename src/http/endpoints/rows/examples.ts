/** Tutorial 1's two example views. They are served only with the setting `exampleEndpoints`. */
import { z } from 'zod'
import { isAdminUser, isAuthenticated } from '../../../permissions/built-in.ts'
import { fullName } from '../../../users/user.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'
import { messageOutput } from './outputs.ts'

const id = z.int()
const email = z.string()

const protectedEndpoint: Endpoint = {
  name: 'Protected',
  description: 'Example protected endpoint requiring authentication.',
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
        const shown = { id: user.id, email: user.email, full_name: fullName(user) }
        return { status: 200, body: { message: 'This is a protected endpoint', user: shown } }
      },
    },
  },
}

const adminOnlyEndpoint: Endpoint = {
  name: 'Admin Only',
  description: 'Example endpoint requiring admin privileges.',
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
        const shown = { id: user.id, email: user.email, is_staff: user.isStaff }
        return { status: 200, body: { message: 'This is an admin-only endpoint', user: shown } }
      },
    },
  },
}

export const exampleEndpoints: readonly Endpoint[] = [protectedEndpoint, adminOnlyEndpoint]
