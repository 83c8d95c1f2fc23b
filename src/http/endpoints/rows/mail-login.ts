/** Logs in with a mail: one row asks for it, the other takes its code or the token of its link. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { charField } from '../../../fields/char-field.ts'
import { confirmMailLogin } from '../../../flows/confirm-mail-login.ts'
import { requestMailLogin } from '../../../flows/request-mail-login.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { cookieMailLoginConfirmEndpoint, cookieMailLoginEndpoint } from './cookie/mail-login.ts'
import { enterAsLogin } from './login.ts'
import { mailIsOnItsWay, mailLoginAddress, mailLoginFails, mailProofShape, readMailProof } from './mail-login-parts.ts'
import { loginOutput, messageOutput } from './outputs.ts'

/** Without a mailer they do not exist, as they would promise mails that never arrive. */
export function mailLoginEndpoints(settings: Settings): readonly Endpoint[] {
  if (settings.mailLogin === 'off' || !hasMail(settings)) return []
  return [
    mailLoginEndpoint,
    mailLoginConfirmEndpoint(settings),
    cookieMailLoginEndpoint,
    cookieMailLoginConfirmEndpoint(settings),
  ]
}

const mailLoginEndpoint: Endpoint = {
  name: 'Mail Login',
  description: 'Sends a mail to log in with. The answer is the same whether an account has the address or not.',
  urlName: 'mail_login',
  paths: ['/api/auth/login/mail/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Ask for a mail to log in with.',
      input: mailLoginAddress,
      output: {
        body: messageOutput.extend({
          login_token: z.string().describe('What the mail is of no use without. Keep it where you asked.'),
        }),
      },
      fails: ['invalid', 'throttled'],
      async handle(system, call) {
        const token = await requestMailLogin(system, call.input.email)
        return { status: 200, body: { message: mailIsOnItsWay, login_token: token } }
      },
    }),
  },
}

function mailLoginConfirmEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  const row = 'mail_login_confirm'
  return {
    name: 'Mail Login Confirm',
    description: 'Takes the code of the mail, or the token of its link, and answers as the login does.',
    urlName: row,
    paths: ['/api/auth/login/mail/confirm/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: defineMethod({
        summary: 'Exchange what a mail said for a token pair.',
        input: z.object({
          login_token: charField({
            required: false,
            maxLength: 16_384,
            helpText: 'Of the answer to the request. A link without it was opened elsewhere.',
          }),
          ...mailProofShape,
        }),
        output: { body: loginOutput(model) },
        fails: [...mailLoginFails, 'no_active_account'],
        async handle(system, call) {
          const { login_token: token, ...shown } = call.input
          const proven = await confirmMailLogin(system, token, readMailProof(shown), () => ({ row }))
          return { status: 200, body: await enterAsLogin(system, model, proven) }
        },
        resume: async (system, { proven }) => ({ status: 200, body: await enterAsLogin(system, model, proven) }),
      }),
    },
  }
}
