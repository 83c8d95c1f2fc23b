/** The types of settings that are code. They can be set in the configuration file only. */
import type { AuthEvent } from '../ports/events.ts'
import type { MailTemplates } from '../ports/mail-templates.ts'
import type { MailMessage } from '../ports/mailer.ts'
import type { Signer } from '../ports/signer.ts'
import type { User } from '../users/user.ts'
import type { UserColumns } from '../users/user-fields.ts'
import type { signatureAlgorithms } from './subjects/keys.ts'

type Answer = Readonly<Record<string, unknown>>
type Claims = Readonly<Record<string, unknown>>

/** Receives the answer of an endpoint and the user it is about; returns the answer to send. */
export type AnswerSerializer = (
  answer: Answer,
  about: { readonly user?: User | undefined; readonly claims: Claims },
) => Answer | Promise<Answer>

/** A key that still verifies tokens, but no longer signs any. */
export interface PreviousKeySetting {
  readonly kid: string
  /** The HMAC secret, or the public key as PEM. */
  readonly key: string
  /** The `algorithm` setting unless set. */
  readonly algorithm?: (typeof signatureAlgorithms)[number]
  /** Whether it verifies tokens without a `kid`: from before the keys had names, or from a Django service. */
  readonly takesUnnamed?: boolean
  /** Tokens of this key are refused from that moment on: `2027-01-31T00:00:00Z`. A weak secret needs one. */
  readonly until?: string
}

export interface FunctionSettings {
  /** Whether this user may have tokens; `undefined` is a user who does not exist. */
  readonly userAuthenticationRule: (user: User | undefined) => boolean | Promise<boolean>
  /** Additional claims for every token of this user. */
  readonly tokenClaims: (user: User) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** The replacer for claims (the second argument of JSON.stringify). */
  readonly jsonEncoder: (this: unknown, name: string, value: unknown) => unknown
  /** Earlier keys, each with the `kid` that its tokens carry. */
  readonly previousKeys: readonly PreviousKeySetting[]
  /** Signs in place of `signingKey`, with a private key that is not in this process. */
  readonly signer: Signer
  /** Builds the user of a stateless endpoint from the claims alone. */
  readonly tokenUserClass: (claims: Claims) => unknown
  readonly tokenObtainSerializer: AnswerSerializer
  readonly tokenRefreshSerializer: AnswerSerializer
  readonly tokenVerifySerializer: AnswerSerializer
  readonly tokenBlacklistSerializer: AnswerSerializer
  readonly slidingTokenObtainSerializer: AnswerSerializer
  readonly slidingTokenRefreshSerializer: AnswerSerializer
  /** The application's additional fields for every user, from `defineUserFields`. */
  readonly userFields: UserColumns
  /** Runs after the tokens are created. A rejection fails the login. */
  readonly onLoginSuccess: (user: User) => void | Promise<void>
  /** Called with every authentication event; `switch (event.name)` tells which. What it throws is ignored. */
  readonly onEvent: (event: AuthEvent) => void | Promise<void>
  /** Runs after a login with wrong credentials. Sensitive members are masked by twenty asterisks. */
  readonly onLoginFailed: (credentials: Readonly<Record<string, string>>) => void | Promise<void>
  /** Sends a mail. It may return a MailOutcome; any other value means that the mail was sent. */
  readonly sendMail: (message: MailMessage) => unknown
  /** The texts of the kinds of mail that it contains. */
  readonly mailTemplates: MailTemplates
}
