/** Tutorial 1's profile: DRF's RetrieveUpdateAPIView of the own row. */
import { z } from 'zod'
import { updateProfile } from '../../flows/update-profile.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { problem } from '../../problems.ts'
import type { System } from '../../system.ts'
import { type Call, type Endpoint, requirePrincipal } from '../endpoint.ts'
import { charField } from '../fields/char-field.ts'
import { emailField } from '../fields/email-field.ts'
import { readFields, requireValid } from '../fields/read-fields.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import type { Answer } from '../message.ts'
import { refuseTakenEmail, takenEmail } from './taken-email.ts'
import { userBody } from './user-body.ts'

const input = z.object({
  id: readOnlyField('integer', { label: 'ID' }),
  email: emailField({ maxLength: 255 }),
  first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  last_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  full_name: readOnlyField('field'),
  is_active: readOnlyField('boolean'),
  date_joined: readOnlyField('datetime'),
})

const fails = ['not_authenticated', 'invalid'] as const

export const profileEndpoint: Endpoint = {
  name: 'User Profile',
  description: 'View for retrieving and updating user profile.',
  path: '/api/auth/profile/',
  authentication: 'bearer',
  permissions: [isAuthenticated],
  methods: {
    GET: {
      summary: 'Show the own account.',
      fails: ['not_authenticated'],
      handle: async (_, call) => ({ status: 200, body: userBody(await requirePrincipal(call).user()) }),
    },
    PUT: { summary: 'Replace the own data.', input, fails, handle: (system, call) => save(system, call, false) },
    PATCH: {
      summary: 'Change some of the own data.',
      input,
      fails,
      handle: (system, call) => save(system, call, true),
    },
  },
}

async function save(system: System, call: Call, partial: boolean): Promise<Answer> {
  const user = await requirePrincipal(call).user()
  const read = readFields(input, await call.body(), { partial })
  const {
    email,
    first_name: firstName,
    last_name: lastName,
  } = requireValid(await refuseTakenEmail(system, read, user.id))
  const saved = await updateProfile(system, user, {
    ...(email === undefined ? {} : { email }),
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
  })
  if (saved === 'duplicate') throw takenEmail()
  if (saved === 'gone') throw problem('user_not_found')
  return { status: 200, body: userBody(saved) }
}
