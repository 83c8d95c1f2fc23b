/** A forgotten password: one row asks for a mail, the other sets a new password with its token. */
import { z } from 'zod'
import { passwordField } from '../../../accounts/password-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { emailField } from '../../../fields/email-field.ts'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { requestMail } from '../../../flows/request-mail.ts'
import { openPasswordReset, resetPassword } from '../../../flows/reset-password.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { validateNewPassword } from './new-password.ts'
import { messageOutput } from './outputs.ts'

const address = z.object({ email: emailField({ maxLength: 320 }) })

export const passwordResetEndpoint: Endpoint = {
  name: 'Password Reset',
  description: 'Sends a mail with a link. The answer is the same whether an account has the address or not.',
  urlName: 'password_reset',
  paths: ['/api/auth/password/reset/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Ask for a mail with which its reader can set a new password.',
      input: address,
      output: { body: messageOutput },
      fails: ['invalid', 'throttled'],
      async handle(system, call) {
        const { email } = call.input
        await requestMail(system, 'password_reset', email)
        return { status: 200, body: { message: 'If an account has this address, a mail is on its way.' } }
      },
    }),
  },
}

export function passwordResetConfirmEndpoint(settings: Settings): Endpoint {
  const input = resetInput(settings)
  return {
    name: 'Password Reset Confirm',
    description: 'Takes the token of the mail and a new password. Ends all sessions of the account.',
    urlName: 'password_reset_confirm',
    paths: ['/api/auth/password/reset/confirm/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Set a new password.',
        input,
        readsItself: true,
        hashesPassword: 'confirmation',
        output: { body: messageOutput },
        fails: ['invalid', 'invalid_or_expired_token', 'overloaded'],
        async handle(system, call) {
          await resetByMail(system, input, await call.body())
          return { status: 200, body: { message: 'Password changed successfully. Please log in again.' } }
        },
      },
    },
  }
}

/** The members of a new password by mail: of the endpoint and of its page. */
export function resetInput(settings: Settings) {
  return z.object({
    token: charField({ maxLength: 8192 }),
    new_password: passwordField(settings),
    new_password_confirm: passwordField(settings),
  })
}

/** Its method declares `hashesPassword: 'confirmation'`. Throws `invalid`, `invalid_or_expired_token`, `overloaded`. */
export async function resetByMail(
  system: System,
  input: ReturnType<typeof resetInput>,
  body: ParsedBody,
): Promise<void> {
  const read = readFields(input, body)
  const { token } = read.values
  // Without a valid token, nothing is said about the password: its check compares it with the owner's data.
  const opened = await openPasswordReset(system, token ?? requireValid(read).token)
  const members = requireValid(validateNewPassword(system, read, 'new_password', opened.user))
  if (members.new_password !== members.new_password_confirm) {
    throw invalidFields({ new_password_confirm: ['New password fields do not match.'] })
  }
  await resetPassword(system, opened, members.new_password)
}
