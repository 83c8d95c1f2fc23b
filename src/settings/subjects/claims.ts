/** The claims of a token: their names, and what you add to them. */
import { accountIdClaim } from '../../kernel/account-id-claim.ts'
import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'

const nameSettings = [
  'userIdClaim',
  'tokenTypeClaim',
  'jtiClaim',
  'slidingTokenRefreshExpClaim',
  'revokeTokenClaim',
] as const

const rows = {
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
    doc: 'Whether a refresh calls `tokenClaims` again; otherwise claims stay as they were at login, as in SimpleJWT.',
  },
  tokenClaims: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Your additional claims for every token of a user: `user => ({ staff: user.isStaff })`.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
  {
    at: 'renewClaims',
    reads: ['renewClaims'],
    isBroken: s => s.renewClaims && s.tokenClaims === undefined,
    what: 'has no effect without tokenClaims',
    fix: 'set tokenClaims, or turn renewClaims off',
  },
  {
    at: 'userIdField',
    reads: ['userIdField', 'accounts'],
    isBroken: s => s.userIdField !== 'id' && s.userIdField !== s.accounts,
    what: 'is not what accounts log in with, so it may not identify a single account',
    fix: "use 'id', or the login field of the account model",
  },
  {
    at: 'userIdClaim',
    reads: nameSettings,
    isBroken: s => hasDuplicates(nameSettings.map(name => s[name])),
    what: 'shares its name with another claim',
    fix: 'give userIdClaim, tokenTypeClaim, jtiClaim, slidingTokenRefreshExpClaim and revokeTokenClaim different names',
  },
]

export const claimsSettings = { title: 'Claims', rows, rules }

/** Two claims of one name overwrite each other, and so does a claim that RFC 7519 has reserved. */
function hasDuplicates(names: readonly (string | null)[]): boolean {
  const used = [...names.filter(name => name !== null), 'exp', 'iat', 'nbf', 'aud', 'iss', 'sid', accountIdClaim]
  return new Set(used).size < used.length
}
