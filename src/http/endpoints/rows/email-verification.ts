/** Tutorial 4's verification mail: asks for one, and confirms the address with its token. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { emailField } from '../../../fields/email-field.ts'
import { disownAccount } from '../../../flows/disown-account.ts'
import { requestMail } from '../../../flows/request-mail.ts'
import { verifyEmail } from '../../../flows/verify-email.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { messageOutput } from './outputs.ts'

const address = z.object({ email: emailField({ maxLength: 320 }) })
const token = z.object({ token: charField({ maxLength: 8192 }) })

const open = { authentication: 'none', permissions: [allowAny] } as const

export const emailVerificationEndpoint: Endpoint = {
  ...open,
  name: 'Email Verification',
  description: 'Sends a verification mail. The answer is the same whether an account has the address or not.',
  urlName: 'email_verification',
  paths: ['/api/auth/email/verify/'],
  methods: {
    POST: defineMethod({
      summary: 'Ask for a verification mail, the first one or another.',
      input: address,
      output: { body: messageOutput },
      fails: ['invalid', 'throttled'],
      async handle(system, call) {
        const { email } = call.input
        await requestMail(system, 'email_verification', email)
        const message = 'If an account with this address waits to be verified, a mail is on its way.'
        return { status: 200, body: { message } }
      },
    }),
  },
}

/** By POST alone: mail scanners follow links. */
export const notMeEndpoint: Endpoint = {
  ...open,
  name: 'Email Not Me',
  description: 'Takes the other token of a verification mail, from a reader who opened no account.',
  urlName: 'email_verification_not_me',
  paths: ['/api/auth/email/verify/not-me/'],
  methods: {
    POST: defineMethod({
      summary: 'Close an account that was opened with your address.',
      input: token,
      output: { body: messageOutput },
      fails: ['invalid', 'invalid_or_expired_token'],
      async handle(system, call) {
        await disownAccount(system, call.input.token)
        return { status: 200, body: { message: 'The account was closed.' } }
      },
    }),
  },
}

export const emailVerificationConfirmEndpoint: Endpoint = {
  ...open,
  name: 'Email Verification Confirm',
  description: 'Takes the token of a verification mail.',
  urlName: 'email_verification_confirm',
  paths: ['/api/auth/email/verify/confirm/'],
  methods: {
    POST: defineMethod({
      summary: 'Verify the address that got the mail.',
      input: token,
      output: { body: messageOutput },
      fails: ['invalid', 'invalid_or_expired_token'],
      async handle(system, call) {
        await verifyEmail(system, call.input.token)
        return { status: 200, body: { message: 'Email address verified.' } }
      },
    }),
  },
}
