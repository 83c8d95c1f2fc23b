/**
 * The rows that send mail, and those that take its links. Without a mailer they do not exist, as they would promise mails
 * that never arrive; but an operator can hand over a link for a password.
 */
import { hasMail, takesPasswordLinks } from '../../../mail/has-mail.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { emailChangeConfirmEndpoint, emailRevertEndpoint } from './email-change.ts'
import { emailVerificationConfirmEndpoint, emailVerificationEndpoint, notMeEndpoint } from './email-verification.ts'
import { passwordResetConfirmEndpoint, passwordResetEndpoint } from './password-reset.ts'

export function mailEndpoints(settings: Settings): readonly Endpoint[] {
  if (!hasMail(settings)) return takesPasswordLinks(settings) ? [passwordResetConfirmEndpoint(settings)] : []
  return [
    emailVerificationEndpoint,
    emailVerificationConfirmEndpoint,
    notMeEndpoint,
    emailChangeConfirmEndpoint(settings),
    emailRevertEndpoint(settings),
    passwordResetEndpoint,
    passwordResetConfirmEndpoint(settings),
  ]
}
