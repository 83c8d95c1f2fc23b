/** Confirms a new e-mail address with the token of the mail that the profile endpoint sent to it. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { charField } from '../../../fields/char-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { confirmEmailChange } from '../../../flows/change-email.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { messageOutput } from './outputs.ts'

const input = z.object({ token: charField({ maxLength: 8192 }) })

export function emailChangeConfirmEndpoint(settings: Settings): Endpoint {
  const { takenMessage } = accountModel(settings)
  return {
    name: 'Email Change Confirm',
    description: 'Takes the token of the mail that was sent to a new address.',
    paths: ['/api/auth/email/change/confirm/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Change the address of the account to the one that got the mail.',
        input,
        output: { body: messageOutput },
        fails: ['invalid', 'invalid_or_expired_token'],
        async handle(system, call) {
          const outcome = await confirmEmailChange(system, requireValid(readFields(input, await call.body())).token)
          if (outcome === 'duplicate') throw invalidFields({ email: [takenMessage] })
          return { status: 200, body: { message: 'Email address changed.' } }
        },
      },
    },
  }
}
