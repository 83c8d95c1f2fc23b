/**
 * How a user proved who they are when the session began, in the order in which it was asked: one factor today, more
 * where a second one is asked for. `adopted`: a refresh token of another issuer with the same key stood for the login.
 */
export type Factor = 'password' | 'registration' | 'adopted' | `social:${string}`
