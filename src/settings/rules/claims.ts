/** What is wrong between settings that are valid alone: Claims. */
import { accountIdClaim } from '../../kernel/account-id-claim.ts'
import type { SettingRule } from '../rule.ts'

const nameSettings = [
  'userIdClaim',
  'tokenTypeClaim',
  'jtiClaim',
  'slidingTokenRefreshExpClaim',
  'revokeTokenClaim',
] as const

export const claimsRules: readonly SettingRule[] = [
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

/** Two claims of one name overwrite each other, and so does a claim that RFC 7519 has reserved. */
function hasDuplicates(names: readonly (string | null)[]): boolean {
  const used = [...names.filter(name => name !== null), 'exp', 'iat', 'nbf', 'aud', 'iss', 'sid', accountIdClaim]
  return new Set(used).size < used.length
}
