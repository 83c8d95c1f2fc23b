/**
 * The types and paths of the API, so that a browser bundle contains no schema and no server code.
 * client/wire.test.ts checks them against the table of endpoints.
 */

/** By e-mail address or by user name, depending on the server's account model. */
export type Credentials =
  | { readonly email: string; readonly password: string }
  | { readonly username: string; readonly password: string }

export interface Registration {
  /** Required with e-mail accounts. */
  readonly email?: string
  /** Required with user name accounts. */
  readonly username?: string
  readonly password: string
  readonly password_confirm: string
  readonly first_name?: string
  readonly last_name?: string
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

export interface Pair {
  readonly access: string
  readonly refresh: string
  /** Tells one sign-in from the next where the access token does not name its user. A storage keeps it. */
  readonly signIn?: string
}

/** Names the user of the cookies: in the server's answer, and in a request that must not be another user's. */
export const userHeader = 'latchkey-user'

export const tokenPaths = {
  login: '/api/auth/login/',
  register: '/api/auth/register/',
  refresh: '/api/auth/token/refresh/',
  // Ends the session by the refresh token alone: the access token may have expired.
  logout: '/api/auth/token/blacklist/',
} as const

export const cookiePaths = {
  login: '/api/auth/cookie/login/',
  register: '/api/auth/cookie/register/',
  refresh: '/api/auth/cookie/refresh/',
  logout: '/api/auth/cookie/logout/',
} as const
