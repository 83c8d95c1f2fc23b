/** Settings of mail: who carries it, where its links lead, how it is worded, and what it is needed for. */
import type { SettingRow } from '../row.ts'

/** DRF's rates; throttles/rate.ts reads them. */
const rate = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

const path = /^\/[^\s#]*$/

export const mailRows = {
  smtpUrl: {
    kind: 'secret',
    default: undefined,
    optional: true,
    doc: 'The server that takes mail: `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. Without it DEBUG prints mails, and otherwise there are no mail endpoints.',
  },
  smtpTls: {
    kind: 'choice',
    default: undefined,
    optional: true,
    choices: ['required', 'if_offered'],
    doc: 'Whether `smtp://` insists on STARTTLS; unless given it does everywhere but on this machine.',
  },
  sendMail: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Sends mails instead of smtpUrl: `message => provider.send(message)`. What it throws is tried again.',
  },
  mailFrom: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[^\s<>@,;:"]+@[^\s<>@,;:"]+$|^[^\p{Cc}<>@,;:"]+ <[^\s<>@,;:"]+@[^\s<>@,;:"]+>$/u,
    example: 'Example <no-reply@example.com>',
    doc: 'Who mails are from.',
  },
  publicUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^https:\/\/[^\s?#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#@]*)?$/,
    example: 'https://app.example.com',
    doc: 'Where people find the application: links in mails begin with it, and never with what a request says. HTTPS, or this machine.',
  },
  emailVerificationPath: {
    kind: 'text',
    default: '/verify-email',
    pattern: path,
    example: '/verify-email',
    doc: 'The page of the application that takes the token of a verification mail.',
  },
  passwordResetPath: {
    kind: 'text',
    default: '/reset-password',
    pattern: path,
    example: '/reset-password',
    doc: 'The page of the application that asks for a new password.',
  },
  emailChangePath: {
    kind: 'text',
    default: '/confirm-email',
    pattern: path,
    example: '/confirm-email',
    doc: 'The page of the application that takes the token of a new address.',
  },
  mailTokenPlace: {
    kind: 'choice',
    default: 'query',
    choices: ['query', 'fragment'],
    doc: 'Where a link carries its token: `?token=`, or `#token=`, which no server and no log of one ever sees.',
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
    ],
    example: '{ password_reset: facts => ({ subject, text, html }) }',
    doc: 'Your own words: a function for each kind of mail that you replace.',
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
    doc: 'Whether only those who have verified their address get tokens; others are answered like a wrong password.',
  },
  emailChange: {
    kind: 'choice',
    default: undefined,
    optional: true,
    compat: 'at_once',
    choices: ['confirm', 'at_once'],
    doc: 'Whether a new address in the profile waits until it is confirmed there; unless given it does where smtpUrl or sendMail is.',
  },
  mailRate: {
    kind: 'text',
    default: '5/h',
    pattern: rate,
    example: '5/h',
    doc: 'How many mails one address can be sent on request.',
  },
  mailClientRate: {
    kind: 'text',
    default: '20/h',
    pattern: rate,
    example: '20/h',
    doc: 'How many mails one client can ask for, whomever to.',
  },
} as const satisfies Record<string, SettingRow>
