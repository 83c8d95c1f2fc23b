/** What is wrong between settings that are valid alone: Mail. */
import { parseSmtpUrl } from '../../kernel/smtp-url.ts'
import { isDisabled } from '../endpoint-paths.ts'
import type { SettingRule } from '../rule.ts'
import type { Settings } from '../settings.ts'

/** What makes an installation send mails. */
const senders = ['smtpUrl', 'sendMail'] as const

/** Of each pair, one asks for the mail and the other takes what it had. */
const mailLoginRows = [
  ['mail_login', 'mail_login_confirm'],
  ['cookie_mail_login', 'cookie_mail_login_confirm'],
] as const

export const mailRules: readonly SettingRule[] = [
  {
    at: 'smtpUrl',
    reads: ['smtpUrl'],
    isBroken: s => s.smtpUrl !== undefined && parseSmtpUrl(s.smtpUrl.reveal()) === undefined,
    what: 'is not the URL of a mail server',
    fix: "write it as 'smtp://user:password@mail.example.com:587', with %-encoding for special characters",
  },
  {
    at: 'sendMail',
    reads: senders,
    isBroken: s => s.sendMail !== undefined && s.smtpUrl !== undefined,
    what: 'sends the mails that smtpUrl would send too',
    fix: 'keep one of the two',
  },
  ...(['publicUrl', 'mailFrom'] as const).map(at => ({
    at,
    reads: [...senders, at],
    isBroken: (s: Settings) => sendsMail(s) && s[at] === undefined,
    what: 'is not set, and mails need it',
    fix: at === 'mailFrom' ? "write it as 'Example <no-reply@example.com>'" : "write it as 'https://app.example.com'",
  })),
  ...(['requireVerifiedEmail', 'emailChange'] as const).map(at => ({
    at,
    reads: [...senders, at, 'debug'] as const,
    isBroken: (s: Settings) => !sendsMail(s) && !s.debug && (s[at] === true || s[at] === 'confirm'),
    what: 'waits for the answer to a mail that is never sent',
    fix: 'set smtpUrl or sendMail',
  })),
  {
    at: 'mailLogin',
    reads: [...senders, 'mailLogin', 'debug'],
    isBroken: s => s.mailLogin !== 'off' && !sendsMail(s) && !s.debug,
    what: 'logs people in with mails that are never sent',
    fix: 'set smtpUrl or sendMail',
  },
  ...mailLoginRows.map(
    (pair): SettingRule => ({
      at: 'disabledEndpoints',
      reads: ['mailLogin', 'disabledEndpoints'],
      isBroken: s => s.mailLogin !== 'off' && isDisabled(s, pair[0]) !== isDisabled(s, pair[1]),
      what: `switches off one of ${pair.join(' and ')}, and mailLogin needs both`,
      fix: 'switch off both, or none',
    }),
  ),
  {
    at: 'mailLogin',
    reads: ['mailLogin', 'disabledEndpoints'],
    isBroken: s => s.mailLogin !== 'off' && mailLoginRows.flat().every(name => isDisabled(s, name)),
    what: 'has no effect while disabledEndpoints switches off all of its endpoints',
    fix: "leave some on, or set mailLogin: 'off'",
  },
  {
    at: 'smtpTls',
    reads: ['smtpUrl', 'smtpTls'],
    isBroken: s => s.smtpTls !== undefined && s.smtpUrl?.reveal().startsWith('smtp://') !== true,
    what: "has no effect without a smtpUrl that starts with 'smtp://'",
    fix: 'remove it',
  },
  ...(['tokenTypeClaim', 'jtiClaim'] as const).map(at => ({
    at,
    reads: [...senders, at],
    isBroken: (s: Settings) => sendsMail(s) && s[at] === null,
    what: 'is disabled, so a token from a mail could be used twice or for another purpose',
    fix: 'give the claim a name, or send no mails',
  })),
]

function sendsMail(s: Settings): boolean {
  return s.smtpUrl !== undefined || s.sendMail !== undefined
}
