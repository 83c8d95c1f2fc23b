/** The settings of every Latchkey that is measured: defaults, but limits that the load would reach, and lifetimes. */

/** For measuring alone. */
export const secret = 'A0-bench-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'

export const benchSettings: Readonly<Record<string, string>> = {
  SECRET_KEY: secret,
  // One address sends everything.
  LATCHKEY_THROTTLING: 'false',
  // Tokens are made at the start of a run that may last an hour.
  LATCHKEY_ACCESS_TOKEN_LIFETIME: '1d',
}

/** The password of every account that has one. */
export const password = 'SecurePass123!'
