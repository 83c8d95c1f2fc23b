/** The settings that are functions. They live in the configuration file only: the environment holds no code. */
import type { User } from '../users/user.ts'

export interface FunctionSettings {
  /** Whether this user may have tokens; `undefined` is a user who does not exist. */
  readonly userAuthenticationRule: (user: User | undefined) => boolean | Promise<boolean>
  /** Claims beside the standard ones, written into every token of this user. */
  readonly tokenClaims: (user: User) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** Runs after the tokens were made. A rejection fails the login. */
  readonly onLoginSuccess: (user: User) => void | Promise<void>
  /** Runs after wrong credentials. Sensitive members arrive as twenty asterisks. */
  readonly onLoginFailed: (credentials: Readonly<Record<string, string>>) => void | Promise<void>
}
