/** The texts that both apps have. */
import type { FieldMessages } from '../../src/features/pages/words/field-messages.ts'
import type { Text } from './i18n.ts'

/** What a language says: the words of one app, those of both, the server's messages about fields, and its refusals. */
export interface Catalog<Words> {
  readonly words: Words
  readonly shared: SharedWords
  /** English has none: it shows what the server says. */
  readonly fieldMessages?: FieldMessages
  /** What refusals say, by their codes. */
  readonly refusals: Readonly<Record<string, string>>
}

/** By the codes of the languages; each is loaded when it is the one that is shown. */
export type Catalogs<Words> = Readonly<Record<string, () => Promise<Catalog<Words>>>>

export interface SharedWords {
  readonly loading: string
  readonly save: string
  readonly cancel: string
  readonly close: string
  readonly copy: string
  readonly copied: string
  readonly yes: string
  readonly no: string
  readonly optional: string
  readonly saved: string
  readonly tryAgain: string
  readonly unavailable: string
  readonly failed: string
  readonly notAllowed: string
  readonly notFound: string
  readonly tooMany: Text
  readonly logOut: string
  readonly language: string
  readonly skip: string
  readonly menu: string
  readonly more: string
  readonly next: string
  readonly previous: string
  readonly confirmTitle: string
  readonly confirmLead: string
  readonly password: string
  readonly confirm: string
  readonly wrongPassword: string
  readonly factorTitle: string
  readonly factorElsewhere: string
  readonly code: string
  readonly codeHint: string
  readonly recoveryHint: string
  readonly or: string
  readonly passkeyUse: string
  readonly passkeyUnused: string
  readonly againTitle: string
  readonly againLead: string
  readonly againWith: string
  readonly againNone: string
  readonly againMail: string
  /** Where a mail logs in. */
  readonly againMailLead: string
  readonly againByMail: string
  readonly againDone: string
  readonly againOther: string
  readonly signInFailed: string
  readonly commandLine: string
  readonly never: string
  /** Labels and help texts of our own fields. In English they are what the server says. */
  readonly fields: Readonly<Record<FieldText, string>>
}

const fields = {
  email: 'Email',
  emailAddress: 'Email address',
  username: 'Username',
  firstName: 'First name',
  lastName: 'Last name',
  isActive: 'Is active',
  isStaff: 'Is staff',
  isSuperuser: 'Is superuser',
  password: 'Password',
  oldPassword: 'Old password',
  currentPassword: 'Current password',
  newPassword: 'New password',
  newPasswordConfirm: 'New password confirm',
  name: 'Name',
  scopes: 'Scopes',
  seconds: 'Seconds',
  hintUsername: 'Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.',
  hintCurrentPassword: 'Your current password. Without one, log in again just before.',
  hintOwnPassword: 'Your password: required of an account that has one. Without one, log in again just before.',
  hintActive: 'Can log in. Off ends every session.',
  hintStaff: 'Opens the admin API and the console.',
  hintSuperuser: 'Has every permission.',
  hintScopes: 'Words separated by spaces.',
} as const

type FieldText = keyof typeof fields

let current: SharedWords | undefined

export function setSharedWords(words: SharedWords): void {
  current = words
}

export function shared(): SharedWords {
  if (current === undefined) throw new Error('no language is loaded')
  return current
}

export const english: SharedWords = {
  loading: 'Loading',
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  yes: 'Yes',
  no: 'No',
  optional: 'optional',
  saved: 'Saved',
  tryAgain: 'Try again',
  unavailable: 'The server does not answer. Nothing was lost; try again in a moment.',
  failed: 'That did not work.',
  notAllowed: 'You do not have the right to do this.',
  notFound: 'There is nothing here, or no longer.',
  tooMany: {
    one: 'Too many attempts. Try again in {count} second.',
    other: 'Too many attempts. Try again in {count} seconds.',
  },
  logOut: 'Log out',
  language: 'Language',
  skip: 'Skip to the content',
  menu: 'Pages',
  more: 'More',
  next: 'Next',
  previous: 'Previous',
  confirmTitle: 'Enter your password',
  confirmLead: 'This needs a login of the last minutes.',
  password: 'Password',
  confirm: 'Confirm',
  wrongPassword: 'The password is not right.',
  factorTitle: 'Confirm that it is you',
  factorElsewhere: 'This needs a passkey of yours, and this browser cannot use it. Open the page where you made one.',
  code: 'Code',
  codeHint: 'The six digits of your authenticator app, or one of your recovery codes.',
  recoveryHint: 'One of your recovery codes.',
  or: 'or',
  passkeyUse: 'Use a passkey',
  passkeyUnused: 'The passkey was not used. Try again, or take another way.',
  againTitle: 'Log in again',
  againLead: 'This needs a login of the last minutes. Your provider leads you back to this page.',
  againWith: 'Log in again with {provider}',
  againNone:
    'This needs a login of the last minutes, and your account has neither a password nor a provider to log in with. Set a password by the mail for forgotten ones, and log in with it.',
  againMail: 'Ask for the mail',
  againMailLead: 'This needs a login of the last minutes. A mail logs you in, and leads you back to this page.',
  againByMail: 'Log in again by mail',
  againDone: 'You have logged in again. Go on here.',
  againOther: 'You are logged in to another account now: {login}.',
  signInFailed: 'The login did not work',
  commandLine: 'The same on the command line',
  never: 'Never',
  fields,
}

const fieldTexts: ReadonlyMap<string, FieldText> = new Map(
  Object.entries(fields).map(([name, text]) => [text, name as FieldText]),
)

/** A label or help text of the server in the language of the page; the application's own are shown as they are. */
export function translateField(text: string): string {
  const name = fieldTexts.get(text)
  return name === undefined ? text : shared().fields[name]
}
