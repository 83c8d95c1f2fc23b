/** Confirms a new e-mail address with the token of the mail to it, or takes the change back with that of the mail to the old one. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { charField } from '../../../fields/char-field.ts'
import { confirmEmailChange } from '../../../flows/change-email.ts'
import { revertEmail } from '../../../flows/revert-email.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { messageOutput } from './outputs.ts'

const input = z.object({ token: charField({ maxLength: 8192 }) })

export function emailRevertEndpoint(settings: Settings): Endpoint {
  const { takenMessage } = accountModel(settings)
  return {
    name: 'Email Change Revert',
    description: 'Takes the token of the mail that told the old address of a change.',
    urlName: 'email_change_revert',
    paths: ['/api/auth/email/change/revert/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: defineMethod({
        summary: 'Restore the old address, end all sessions and ask for a new password by mail.',
        input,
        output: { body: messageOutput },
        fails: ['invalid', 'invalid_or_expired_token'],
        async handle(system, call) {
          const outcome = await revertEmail(system, call.input.token)
          if (outcome === 'duplicate') throw invalidFields({ email: [takenMessage] })
          return { status: 200, body: { message: 'Email address restored. A mail for a new password is on its way.' } }
        },
      }),
    },
  }
}

export function emailChangeConfirmEndpoint(settings: Settings): Endpoint {
  const { takenMessage } = accountModel(settings)
  return {
    name: 'Email Change Confirm',
    description: 'Takes the token of the mail that was sent to a new address.',
    urlName: 'email_change_confirm',
    paths: ['/api/auth/email/change/confirm/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: defineMethod({
        summary: 'Change the address of the account to the one that got the mail.',
        input,
        output: { body: messageOutput },
        fails: ['invalid', 'invalid_or_expired_token'],
        async handle(system, call) {
          const outcome = await confirmEmailChange(system, call.input.token)
          if (outcome === 'duplicate') throw invalidFields({ email: [takenMessage] })
          return { status: 200, body: { message: 'Email address changed.' } }
        },
      }),
    },
  }
}
