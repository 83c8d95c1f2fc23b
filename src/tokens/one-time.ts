/** Tutorial 4's tokens for links in mails. Each allows one action, once. */
import { defineToken } from './define-token.ts'

/** Proves that the user receives mail at the account's address. */
export const emailVerificationToken = defineToken({
  name: 'EmailVerificationToken',
  type: 'email_verification',
  lifetime: '24h',
})

/** Lets the reader of a verification mail say that the account is not theirs. It does nothing once the address is verified. */
export const notMeToken = defineToken({
  name: 'NotMeToken',
  type: 'email_not_me',
  lifetime: '24h',
})

/** Allows setting a new password without the old one, for an hour. */
export const passwordResetToken = defineToken({
  name: 'PasswordResetToken',
  type: 'password_reset',
  lifetime: '1h',
})

/** Proves that the user receives mail at the requested new address. */
export const emailChangeToken = defineToken({
  name: 'EmailChangeToken',
  type: 'email_change',
  lifetime: '24h',
})

/** Lets the reader of the old address take a change of it back. */
export const emailRevertToken = defineToken({
  name: 'EmailRevertToken',
  type: 'email_revert',
  lifetime: '3d',
})
