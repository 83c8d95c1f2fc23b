/** The settings that are code. They live in the configuration file only: the environment holds none. */
import type { AuthEvent } from '../ports/events.ts'
import type { MailTemplates } from '../ports/mail-templates.ts'
import type { MailMessage } from '../ports/mailer.ts'
import type { User } from '../users/user.ts'
import type { UserColumns } from '../users/user-fields.ts'

import type { signatureAlgorithms } from './subjects/tokens.ts'

type Answer = Readonly<Record<string, unknown>>
type Claims = Readonly<Record<string, unknown>>

/** What an endpoint is about to answer, and whom it is about; gives what it answers. */
export type AnswerSerializer = (
  answer: Answer,
  about: { readonly user?: User | undefined; readonly claims: Claims },
) => Answer | Promise<Answer>

/** A key that verifies and signs no more. */
export interface PreviousKeySetting {
  readonly kid: string
  /** The HMAC secret, or the public key as PEM. */
  readonly key: string
  /** That of the settings unless given. */
  readonly algorithm?: (typeof signatureAlgorithms)[number]
  /** Verifies tokens that name no key: those from before the keys had names, and those of a Django service. */
  readonly takesUnnamed?: boolean
}

export interface FunctionSettings {
  /** Whether this user may have tokens; `undefined` is a user who does not exist. */
  readonly userAuthenticationRule: (user: User | undefined) => boolean | Promise<boolean>
  /** Claims beside the standard ones, written into every token of this user. */
  readonly tokenClaims: (user: User) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** The replacer with which claims are written (JSON.stringify's second argument). */
  readonly jsonEncoder: (this: unknown, name: string, value: unknown) => unknown
  /** Keys of the past, each under the name that its tokens say. */
  readonly previousKeys: readonly PreviousKeySetting[]
  /** The user of a stateless endpoint, made of claims alone. */
  readonly tokenUserClass: (claims: Claims) => unknown
  readonly tokenObtainSerializer: AnswerSerializer
  readonly tokenRefreshSerializer: AnswerSerializer
  readonly tokenVerifySerializer: AnswerSerializer
  readonly tokenBlacklistSerializer: AnswerSerializer
  readonly slidingTokenObtainSerializer: AnswerSerializer
  readonly slidingTokenRefreshSerializer: AnswerSerializer
  /** Fields of the application's own on every user, from `defineUserFields`. */
  readonly userFields: UserColumns
  /** Runs after the tokens were made. A rejection fails the login. */
  readonly onLoginSuccess: (user: User) => void | Promise<void>
  /** Hears every authentication fact; `switch (event.name)` tells which. What it throws fails nobody. */
  readonly onEvent: (event: AuthEvent) => void | Promise<void>
  /** Runs after wrong credentials. Sensitive members arrive as twenty asterisks. */
  readonly onLoginFailed: (credentials: Readonly<Record<string, string>>) => void | Promise<void>
  /** Sends a mail. A MailOutcome says what became of it; whatever else it gives means that it went. */
  readonly sendMail: (message: MailMessage) => unknown
  /** Words the kinds of mail that it names. */
  readonly mailTemplates: MailTemplates
}
