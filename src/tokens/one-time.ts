/** Tutorial 4's tokens for links in mails. Each opens one door, once, and no other. */
import { defineToken } from './define-token.ts'

/** Shows that somebody reads mail at the address of an account. */
export const emailVerificationToken = defineToken({
  name: 'EmailVerificationToken',
  type: 'email_verification',
  lifetime: '24h',
})

/** Stands for the password, for an hour. */
export const passwordResetToken = defineToken({
  name: 'PasswordResetToken',
  type: 'password_reset',
  lifetime: '1h',
})

/** Shows that somebody reads mail at the address that an account shall have. */
export const emailChangeToken = defineToken({
  name: 'EmailChangeToken',
  type: 'email_change',
  lifetime: '24h',
})
