/**
 * What the client says and hears, as types and paths: a browser's bundle holds no schema and no line of the server.
 * client/wire.test.ts holds each of them against the table of endpoints.
 */

/** By address or by user name, as the server's accounts are. */
export type Credentials =
  | { readonly email: string; readonly password: string }
  | { readonly username: string; readonly password: string }

export interface Registration {
  /** Needed where addresses are the login. */
  readonly email?: string
  /** Needed where user names are. */
  readonly username?: string
  readonly password: string
  readonly password_confirm: string
  readonly first_name?: string
  readonly last_name?: string
}

/** The user as login and registration tell it; which members come is the account model's. */
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
}

export const tokenPaths = {
  login: '/api/auth/login/',
  register: '/api/auth/register/',
  refresh: '/api/auth/token/refresh/',
  // Ends the session of a refresh token without asking for an access token, which may have expired.
  logout: '/api/auth/token/blacklist/',
} as const

export const cookiePaths = {
  login: '/api/auth/cookie/login/',
  register: '/api/auth/cookie/register/',
  refresh: '/api/auth/cookie/refresh/',
  logout: '/api/auth/cookie/logout/',
} as const
