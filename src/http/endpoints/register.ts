/** Tutorial 1's registration: the account, and a first token pair without claims of its own. */
import { z } from 'zod'
import { register } from '../../flows/register.ts'
import { pairBody } from '../../flows/token-pair.ts'
import { allowAny } from '../../permissions/built-in.ts'
import type { Settings } from '../../settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { charField } from '../fields/char-field.ts'
import { emailField } from '../fields/email-field.ts'
import { addError, readFields, requireValid } from '../fields/read-fields.ts'
import { originOf } from '../origin.ts'
import { judgeNewPassword, passwordField } from './new-password.ts'
import { refuseTakenEmail, takenEmail } from './taken-email.ts'
import { userBody } from './user-body.ts'

export function registerEndpoint(settings: Settings): Endpoint {
  const input = z.object({
    email: emailField({ maxLength: 255 }),
    first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
    last_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
    password: passwordField(settings),
    password_confirm: passwordField(settings),
  })
  return {
    name: 'Register',
    description: 'View for user registration.',
    path: '/api/auth/register/',
    authentication: 'bearer',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Open an account and log in to it.',
        input,
        fails: ['invalid', 'overloaded'],
        async handle(system, call) {
          const read = readFields(input, await call.body())
          const { email, first_name: firstName, last_name: lastName } = read.values
          const about = { username: '', email: email ?? '', firstName: firstName ?? '', lastName: lastName ?? '' }
          const judged = judgeNewPassword(system, read, 'password', about)
          const values = requireValid(await refuseTakenEmail(system, judged))
          if (values.password !== values.password_confirm) {
            requireValid(addError(judged, 'password_confirm', 'Password fields do not match.'))
          }
          const registered = await register(system, { ...about, password: values.password }, originOf(call.incoming))
          if (registered === 'duplicate') throw takenEmail()
          const { user, tokens } = registered
          const message = 'User registered successfully'
          return { status: 201, body: { message, user: userBody(user), tokens: pairBody(tokens) } }
        },
      },
    },
  }
}
