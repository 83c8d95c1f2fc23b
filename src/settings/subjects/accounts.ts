/** Accounts: what users log in with and what they consist of. */
import type { SettingRow } from '../row.ts'

export const accountsRows = {
  accounts: {
    kind: 'choice',
    default: 'email',
    choices: ['email', 'username'],
    doc: 'What users log in with: it also decides which fields registration and the profile have.',
  },
  userFields: {
    kind: 'definition',
    default: undefined,
    optional: true,
    example: 'what defineUserFields gives',
    doc: 'Your additional fields for every user, from `defineUserFields`: database columns, registration and profile follow from it.',
  },
  userIds: {
    kind: 'choice',
    default: 'integer',
    choices: ['integer', 'uuid'],
    doc: 'The type of user ids. Set it before the first account: it cannot change later.',
  },
  emailCase: {
    kind: 'choice',
    default: 'fold',
    compat: 'django',
    choices: ['fold', 'django'],
    doc: 'Whether addresses that differ only in ASCII case are the same account, or only the domain is case-insensitive.',
  },
  usernameForm: {
    kind: 'choice',
    default: 'nfkc',
    compat: 'exact',
    choices: ['nfkc', 'exact'],
    doc: 'Whether a user name typed in another Unicode form (a decomposed accent) is the same name at login.',
  },
  usernameCase: {
    kind: 'choice',
    default: 'exact',
    choices: ['exact', 'fold'],
    doc: 'Whether user names that differ only in case are one: `fold` lets `Alice` log in as `alice`, and refuses a second one. Names are kept as they were typed.',
  },
  reauthenticateForChanges: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Whether a user gives the current password again to change the e-mail address or login name, to make an API key, and to unlink a provider: a stolen access token must not become the account.',
  },
  recentLoginMinutes: {
    kind: 'integer',
    default: 10,
    min: 1,
    max: 1440,
    unit: 'minutes',
    doc: 'How old the login of a user without a password may be for what takes the current password of others.',
  },
  revealInactive: {
    kind: 'boolean',
    default: false,
    compat: true,
    doc: 'Whether the cookie login tells an inactive user who gave the right password that the account is inactive.',
  },
} as const satisfies Record<string, SettingRow>
