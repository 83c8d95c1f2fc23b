/** The rows that send mail. Without a mailer they do not exist: they would promise mails that never arrive. */
import { hasMail } from '../../../mail/has-mail.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { emailChangeConfirmEndpoint, emailRevertEndpoint } from './email-change.ts'
import { emailVerificationConfirmEndpoint, emailVerificationEndpoint, notMeEndpoint } from './email-verification.ts'
import { passwordResetConfirmEndpoint, passwordResetEndpoint } from './password-reset.ts'

export function mailEndpoints(settings: Settings): readonly Endpoint[] {
  if (!hasMail(settings)) return []
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
