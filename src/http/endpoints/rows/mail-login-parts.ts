/** What the endpoints and the page of a login by mail have in common. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { emailField } from '../../../fields/email-field.ts'
import type { MailProof } from '../../../flows/confirm-mail-login.ts'
import { invalidFields } from '../../../problems.ts'

export const mailLoginAddress = z.object({ email: emailField({ maxLength: 320 }) })

export const mailIsOnItsWay = 'If an account has this address, a mail is on its way.'

/** Of two members that show the mail, one is there. */
export const mailProofShape = {
  code: charField({ required: false, maxLength: 20, helpText: 'The eight digits of the mail.' }),
  token: charField({ required: false, maxLength: 200, helpText: 'Instead: that of the link in the mail.' }),
}

interface Shown {
  readonly code?: string | undefined
  readonly token?: string | undefined
}

/** Throws `invalid` unless exactly one is there. */
export function readMailProof({ code, token }: Shown): MailProof {
  if (code !== undefined && token === undefined) return { kind: 'code', code }
  if (token !== undefined && code === undefined) return { kind: 'link', token }
  throw invalidFields({ non_field_errors: ['Give one of code and token.'] })
}

export const mailLoginFails = [
  'invalid',
  'mail_login_not_valid',
  'mail_login_elsewhere',
  'mail_code_not_valid',
  'mfa_required',
  'mfa_enrolment_required',
  'throttled',
] as const
