/**
 * The types and paths of the API, so that a browser bundle contains no schema and no server code.
 * client/wire.test.ts checks them against the table of endpoints.
 */
import type { CredentialJson } from './passkey.ts'

/** By e-mail address or by user name, depending on the server's account model. */
export type Credentials = (
  | { readonly email: string; readonly password: string }
  | { readonly username: string; readonly password: string }
) & {
  /** `false`, with cookies: the browser forgets the session when it closes. */
  readonly remember?: boolean
}

/** The fields of a registration, with your own. */
export interface Registration {
  /** Required with e-mail accounts. */
  readonly email?: string
  /** Required with user name accounts. */
  readonly username?: string
  readonly password: string
  readonly password_confirm: string
  readonly first_name?: string
  readonly last_name?: string
  /** `false`, with cookies: the browser forgets the session when it closes. */
  readonly remember?: boolean
}

/** The ways to show a second factor. */
export type FactorMethod = 'passkey' | 'totp' | 'recovery_code'

/** What shows a second factor: the code of an authenticator app, a recovery code, or what `showPasskey` gave. */
export type ShownFactor =
  | { readonly code: string }
  | { readonly recoveryCode: string }
  | { readonly credential: CredentialJson }

/** A password is enough where the account has no second factor. */
export type ShownAgain = ShownFactor | { readonly password: string }

/** A second factor of a sign-in that waits. */
export type VerifiedFactor = ShownFactor & {
  /** Of the outcome `second_factor`, where another client asked: after the page was loaded anew. */
  readonly token?: string
  /** Whether this browser may skip the second factor from now on, where the server allows it. */
  readonly trustDevice?: boolean
}

/** The first factor of an account: the first code of an app that was begun, or what `createPasskey` gave, with a name. */
export type EnrolledFactor = (
  | { readonly code: string }
  | { readonly credential: CredentialJson; readonly name: string }
) & {
  /** Of the outcome `mfa_enrolment_required`, where another client asked. */
  readonly token?: string
}

/** What the mail said: its code, or the `token` of the address that its link leads to. */
export type ShownMail = ({ readonly code: string } | { readonly token: string }) & {
  /** Of the outcome `mail_requested`, where another client asked: after the page was loaded anew, or in another tab. */
  readonly loginToken?: string
  /** `false`, with cookies: the browser forgets the session when it closes. */
  readonly remember?: boolean
}

/** As the server reads it. */
export function shownBody(shown: ShownAgain): object {
  return 'recoveryCode' in shown ? { recovery_code: shown.recoveryCode } : shown
}

/** The user in login and registration responses; the members depend on the account model. */
export interface WireUser {
  readonly id: number | string
  readonly email: string
  readonly username?: string
  readonly first_name?: string
  readonly last_name?: string
  readonly full_name?: string
  readonly is_active?: boolean
  readonly is_staff?: boolean
  readonly date_joined?: string
}

/** The claims of an access token that have these names in nearly every configuration. Times are seconds since 1970. */
export type AccessClaims = Readonly<Record<string, unknown>> & {
  readonly token_type?: string
  readonly exp?: number
  readonly iat?: number
  readonly jti?: string
  readonly sid?: string
  readonly user_id?: number | string
}

/** An access and a refresh token, as text. */
export interface Pair {
  readonly access: string
  readonly refresh: string
  /** Tells one sign-in from the next where the access token does not name its user. A storage keeps it. */
  readonly signIn?: string
}

/** Names the user of the cookies: in the server's answer, and in a request that must not be another user's. */
export const userHeader = 'latchkey-user'

/** Where the server has what a session needs, below the URL of the client. */
export interface SessionPaths {
  readonly login: string
  readonly register: string
  readonly refresh: string
  /** In `tokens` mode the endpoint that takes the refresh token alone: `token_blacklist`. */
  readonly logout: string
  readonly profile: string
  readonly verifyFactor: string
  readonly enrolTotp: string
  readonly enrolPasskey: string
  readonly reauthenticate: string
  readonly passkeyOptions: string
  readonly passkeyLogin: string
  readonly mailLogin: string
  readonly mailLoginConfirm: string
}

/** `own`: where the endpoints are that differ by the mode. */
function pathsBelow(own: string, refresh: string, logout: string) {
  const auth = '/api/auth/'
  return {
    login: `${own}login/`,
    register: `${own}register/`,
    refresh: own + refresh,
    logout: own + logout,
    profile: `${auth}profile/`,
    verifyFactor: `${auth}mfa/verify/`,
    enrolTotp: `${auth}mfa/totp/confirm/`,
    enrolPasskey: `${auth}mfa/passkeys/`,
    reauthenticate: `${own}reauthenticate/`,
    passkeyOptions: `${auth}passkeys/login/options/`,
    passkeyLogin: `${own}passkeys/login/`,
    mailLogin: `${own}login/mail/`,
    mailLoginConfirm: `${own}login/mail/confirm/`,
  } satisfies SessionPaths
}

// The blacklist ends the session by the refresh token alone: the access token may have expired.
export const tokenPaths: SessionPaths = pathsBelow('/api/auth/', 'token/refresh/', 'token/blacklist/')

export const cookiePaths: SessionPaths = pathsBelow('/api/auth/cookie/', 'refresh/', 'logout/')
