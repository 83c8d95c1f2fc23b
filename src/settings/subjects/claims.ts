/** The claims of a token: their names, and what you add to them. */
import type { SettingRow } from '../row.ts'

export const claimsRows = {
  userIdField: {
    kind: 'choice',
    default: 'id',
    choices: ['id', 'email', 'username'],
    alias: 'USER_ID_FIELD',
    doc: 'What a token identifies a user by: the id, or the login field of the account model. Only an id is never reused for another user: with a name, tokens carry the id as `latchkey_id` beside it, and a new name ends the sessions of the user.',
  },
  userIdClaim: {
    kind: 'text',
    default: 'user_id',
    alias: 'USER_ID_CLAIM',
    doc: 'The claim that identifies the user.',
  },
  tokenTypeClaim: {
    kind: 'text',
    default: 'token_type',
    nullable: true,
    alias: 'TOKEN_TYPE_CLAIM',
    doc: 'The claim that holds the kind of a token; `null` disables the check.',
  },
  jtiClaim: {
    kind: 'text',
    default: 'jti',
    nullable: true,
    alias: 'JTI_CLAIM',
    doc: 'The claim that holds the id of a token; `null` disables the check that it is present.',
  },
  slidingTokenRefreshExpClaim: {
    kind: 'text',
    default: 'refresh_exp',
    alias: 'SLIDING_TOKEN_REFRESH_EXP_CLAIM',
    doc: 'The claim that holds the time until which a sliding token can be refreshed.',
  },
  revokeTokenClaim: {
    kind: 'text',
    default: 'hash_password',
    alias: 'REVOKE_TOKEN_CLAIM',
    doc: 'The claim that holds this digest.',
  },
  checkRevokeToken: {
    kind: 'boolean',
    default: false,
    alias: 'CHECK_REVOKE_TOKEN',
    doc: 'Whether tokens carry a digest of the stored password hash and become invalid when it changes, as in SimpleJWT.',
  },
  jsonEncoder: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'JSON_ENCODER',
    doc: 'Converts claim values that JSON cannot represent: `(name, value) => value`, as the replacer of `JSON.stringify`.',
  },
  tokenUserClass: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'TOKEN_USER_CLASS',
    doc: 'Builds the user of stateless endpoints from the claims: `claims => ({ id: claims.user_id })`.',
  },
  renewClaims: {
    kind: 'boolean',
    default: false,
    doc: 'Whether a refresh calls `tokenClaims` again; otherwise claims stay as they were when the session began, as in SimpleJWT.',
  },
  cookieRefreshClaims: {
    kind: 'choice',
    default: 'keep',
    compat: 'drop',
    choices: ['keep', 'drop'],
    doc: 'Whether a refresh by cookie keeps the claims of the token, or, as in tutorial 1, drops those that an endpoint added; with `tokenClaims` it keeps them.',
  },
  tokenClaims: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Your additional claims for every token of a user, also at registration: `user => ({ staff: user.isStaff })`.',
  },
} as const satisfies Record<string, SettingRow>
