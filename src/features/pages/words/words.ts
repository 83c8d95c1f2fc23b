/**
 * What the account pages say. Every language has every key, because the catalogs are typed: a missing one does not
 * compile. Texts that hold a value are functions, as each language has an order of its own.
 */
import type { ReportedCode } from '../../social/reported-codes.ts'
import type { LinkFaultCode, PageProblemCode } from './codes.ts'
import type { FieldMessages } from './field-messages.ts'

interface PageText {
  /** The heading, and the name of the browser's tab. */
  readonly title: string
  readonly lead: string
  readonly button: string
}

interface DoneText {
  readonly title: string
  readonly text: string
}

export interface Words {
  /** The language in its own name, for the links at the end of each page. */
  readonly name: string
  readonly languages: string
  readonly skip: string
  readonly errorPrefix: string
  readonly summary: string
  readonly optional: string
  readonly backToLogin: string
  readonly fields: Readonly<Record<KnownField, string>>
  readonly hints: { readonly username: string; readonly passwordLength: (least: number) => string }
  readonly login: PageText & {
    readonly remember: string
    readonly forgot: string
    readonly noAccount: string
    readonly register: string
    readonly or: string
    readonly with: (provider: string) => string
  }
  /** A login by mail. `offer`: on the login page. */
  readonly mailLogin: PageText & {
    readonly offer: string
    /** While the mail is on its way. */
    readonly waiting: {
      readonly title: string
      readonly sent: (to: string) => string
      readonly link: string
      readonly code: string
      readonly codeHint: string
      readonly button: string
      readonly again: string
    }
    /** Where the link of the mail leads. */
    readonly opened: PageText & { readonly again: string }
  }
  readonly register: PageText & {
    readonly hasAccount: string
    readonly login: string
    readonly done: DoneText
    readonly doneByMail: DoneText
  }
  readonly forgot: PageText & { readonly done: DoneText }
  readonly reset: PageText & { readonly done: DoneText }
  readonly verify: PageText & { readonly done: DoneText }
  /** Another mail to verify an address. */
  readonly resend: PageText & { readonly done: DoneText }
  readonly confirm: PageText & { readonly done: DoneText }
  readonly restore: PageText & { readonly done: DoneText }
  readonly notMe: PageText & { readonly done: DoneText }
  readonly logout: PageText
  /** Of an organization. `on`: what leads away from the page at its end. */
  readonly invitation: PageText & {
    readonly facts: Readonly<Record<'organization' | 'from' | 'address' | 'role' | 'until', string>>
    /** Those that every configuration has at first. */
    readonly roles: Readonly<Record<'owner' | 'admin' | 'member', string>>
    readonly as: (login: string) => string
    readonly accept: string
    readonly decline: string
    /** Of another account than the one that is invited. */
    readonly other: (login: string) => string
    readonly logIn: { readonly lead: string; readonly button: string }
    readonly register: { readonly lead: string; readonly button: string }
    readonly accepted: DoneText
    readonly declined: DoneText
    readonly back: string
    readonly on: string
  }
  /** The second factor of a login. */
  readonly mfa: PageText & {
    readonly code: string
    readonly codeHint: string
    /** Where the account has no authenticator app. */
    readonly recoveryHint: string
    readonly trust: string
    readonly over: DoneText
  }
  readonly passkey: { readonly login: string; readonly use: string; readonly failed: string }
  /** A login that needs a second factor where there is none yet. */
  readonly enrol: PageText & {
    readonly scan: string
    readonly picture: string
    readonly secret: string
    readonly code: string
    readonly confirm: string
    /** After it: the codes for the day on which the app is lost. */
    readonly codes: PageText
  }
  /** For a link whose token the server does not see: it is entered by hand. */
  readonly link: { readonly label: string; readonly hint: string }
  /** Titles of the pages behind the login, until they are drawn, and what they say without a script. */
  readonly apps: { readonly account: string; readonly console: string; readonly needsScript: string }
  readonly problems: Readonly<Record<PageProblemCode, string>>
  /** What to do after a link that is no good. */
  readonly afterLink: Readonly<Record<LinkFaultCode, string>>
  readonly social: Readonly<Record<ReportedCode, string>>
  /** A moment that was asked for too early. */
  readonly tryAgainIn: (seconds: number) => string
  readonly fieldMessages: FieldMessages
}

export const knownFields = [
  'email',
  'username',
  'first_name',
  'last_name',
  'password',
  'password_confirm',
  'new_password',
  'new_password_confirm',
] as const

export type KnownField = (typeof knownFields)[number]
