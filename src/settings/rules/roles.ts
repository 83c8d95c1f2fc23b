/** What is wrong between settings that are valid alone: roles. */
import { accountIdClaim } from '../../kernel/account-id-claim.ts'
import { nearestName } from '../nearest-name.ts'
import { expand, knownPermissions } from '../roles-of.ts'
import type { SettingRule } from '../rule.ts'
import type { Settings } from '../settings.ts'
import type { ValueFault } from '../value-result.ts'

const otherClaims = [
  'userIdClaim',
  'tokenTypeClaim',
  'jtiClaim',
  'slidingTokenRefreshExpClaim',
  'revokeTokenClaim',
] as const

/** Of RFC 7519 and OpenID Connect, and those that Latchkey writes beside them. */
const reserved: readonly (string | null)[] = [
  ...['exp', 'iat', 'nbf', 'aud', 'iss', 'sub', 'jti', 'sid', 'auth_time', 'amr', 'acr'],
  ...['session_cookie', accountIdClaim],
  // What a login writes without `tokenClaims`: each would be refused with a 500.
  ...['email', 'first_name', 'last_name', 'full_name'],
]

export const rolesRules: readonly SettingRule[] = [
  { at: 'roles', reads: ['permissions', 'roles'], find: findUndeclared },
  {
    at: 'rolesAtStart',
    reads: ['rolesAtStart', 'roles'],
    isBroken: s => s.rolesAtStart !== 'sync' && s.roles === undefined,
    what: 'has no effect without roles',
    fix: 'set roles, or remove it',
  },
  {
    at: 'rolesClaim',
    reads: ['rolesClaim', 'roles'],
    isBroken: s => s.rolesClaim !== undefined && s.roles === undefined,
    what: 'has no effect without roles',
    fix: 'set roles, or remove it',
  },
  {
    at: 'rolesClaim',
    reads: ['rolesClaim', ...otherClaims],
    isBroken: s =>
      s.rolesClaim !== undefined && [...reserved, ...otherClaims.map(name => s[name])].includes(s.rolesClaim),
    what: 'is the name of another claim',
    fix: "use a name of its own, such as 'roles'",
  },
]

/** Each word of a role that is no declared permission, so that all of them are corrected at once. */
function findUndeclared({ permissions, roles = {} }: Settings): readonly ValueFault[] {
  const known = knownPermissions({ permissions })
  return Object.entries(roles).flatMap(([role, words]) =>
    words
      .filter(word => expand(word, known).every(each => !known.includes(each)))
      .map(word => ({
        what: `gives ${role} ${word}, which permissions does not declare`,
        fix: correction(word, known),
      })),
  )
}

function correction(word: string, known: readonly string[]): string {
  const apps = known.map(each => `${each.split('.')[0]}.*`)
  const nearest = nearestName(word, word.endsWith('.*') ? apps : known)
  const add = word.endsWith('.*') ? 'declare permissions of this app' : `add it to permissions`
  return nearest === undefined ? add : `write ${nearest}, or ${add}`
}
