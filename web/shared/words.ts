/** The texts that both apps have. */
import type { Text } from './i18n.ts'

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
  readonly commandLine: string
  readonly never: string
}

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
  commandLine: 'The same on the command line',
  never: 'Never',
}
