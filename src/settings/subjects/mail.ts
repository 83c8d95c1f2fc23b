/** Mail: who delivers it, where its links lead, what it says, and what it is required for. */
import type { SettingRow } from '../row.ts'

/** DRF's rates; throttles/rate.ts parses them. */
const rate = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

const path = /^\/[^\s#]*$/

export const mailRows = {
  smtpUrl: {
    kind: 'secret',
    default: undefined,
    optional: true,
    doc: 'The mail server: `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. Without it, DEBUG prints mails; otherwise no endpoint sends mail.',
  },
  smtpTls: {
    kind: 'choice',
    default: undefined,
    optional: true,
    choices: ['required', 'if_offered'],
    doc: 'Whether `smtp://` requires STARTTLS. Unless set, it does everywhere but on this machine.',
  },
  sendMail: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Sends mails instead of smtpUrl: `message => provider.send(message)`. If it throws, the mail is tried again.',
  },
  mailFrom: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[^\s<>@,;:"]+@[^\s<>@,;:"]+$|^[^\p{Cc}<>@,;:"]+ <[^\s<>@,;:"]+@[^\s<>@,;:"]+>$/u,
    example: 'Example <no-reply@example.com>',
    doc: 'The sender of mails.',
  },
  publicUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^https:\/\/[^\s?#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#@]*)?$/,
    example: 'https://app.example.com',
    doc: 'The address of the application. Links in mails start with it, never with anything from a request. HTTPS, or this machine.',
  },
  emailVerificationPath: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: path,
    example: '/verify-email',
    doc: 'The page of the application that receives the token of a verification mail. Unless set, the built-in page `/account/verify-email/`, or `/verify-email` where that is not served.',
  },
  notMePath: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: path,
    example: '/not-me',
    doc: 'The page of the application for readers of a verification mail who opened no account: it receives the token that closes the account. Unless set, the built-in page `/account/not-me/`, or `/not-me` where that is not served.',
  },
  passwordResetPath: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: path,
    example: '/reset-password',
    doc: 'The page of the application that asks for a new password. Unless set, the built-in page `/account/reset-password/`, or `/reset-password` where that is not served.',
  },
  emailChangePath: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: path,
    example: '/confirm-email',
    doc: 'The page of the application that receives the token for a new address. Unless set, the built-in page `/account/confirm-email/`, or `/confirm-email` where that is not served.',
  },
  emailRevertPath: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: path,
    example: '/restore-email',
    doc: 'The page of the application that receives the token with which the old address takes a change of it back. Unless set, the built-in page `/account/restore-email/`, or `/restore-email` where that is not served.',
  },
  mailTokenPlace: {
    kind: 'choice',
    default: 'query',
    choices: ['query', 'fragment'],
    doc: 'Where a link carries its token: `?token=`, or `#token=`, which no server and no server log ever sees.',
  },
  mailTemplates: {
    kind: 'functions',
    default: undefined,
    optional: true,
    choices: [
      'email_verification',
      'password_reset',
      'email_change',
      'email_change_requested',
      'email_changed',
      'password_changed',
      'api_key_created',
      'provider_linked',
      'provider_unlinked',
    ],
    example: '{ password_reset: facts => ({ subject, text, html }) }',
    doc: 'Your own texts: a function for each kind of mail that you replace.',
  },
  verifyEmailAtRegistration: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Whether a new account is sent a verification mail.',
  },
  requireVerifiedEmail: {
    kind: 'boolean',
    default: false,
    doc: 'Whether only users with a verified address get tokens; others get the answer to a wrong password.',
  },
  emailChange: {
    kind: 'choice',
    default: undefined,
    optional: true,
    compat: 'at_once',
    choices: ['confirm', 'at_once'],
    doc: 'Whether a new address in the profile takes effect only when it is confirmed by mail. Unless set, it does where smtpUrl or sendMail is set.',
  },
  mailRate: {
    kind: 'text',
    default: '5/h',
    pattern: rate,
    example: '5/h',
    doc: 'How many requested mails one address can receive. A client that has not asked for the address yet gets one more; of these, twice the number a day.',
  },
  mailClientRate: {
    kind: 'text',
    default: '20/h',
    pattern: rate,
    example: '20/h',
    doc: 'How many mails one client can request, for any address.',
  },
} as const satisfies Record<string, SettingRow>
