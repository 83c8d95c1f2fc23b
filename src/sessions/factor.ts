/**
 * How the user authenticated when the session began. A session stores a list, in order: one factor today, more with
 * multi-factor authentication. `adopted`: the session began with a refresh token of another issuer with the same key.
 */
export type Factor = 'password' | 'registration' | 'adopted' | `social:${string}`
