/** Reads the defaults of rows. Names stand for the built-in classes; objects are checked for their shape alone. */
import { nearestName } from '../nearest-name.ts'
import { accept, refuse, type ValueResult } from '../value-result.ts'

export const permissionNames = [
  'AllowAny',
  'IsAuthenticated',
  'IsAdminUser',
  'IsAuthenticatedOrReadOnly',
  'IsAdminOrReadOnly',
  'IsAuthenticatedOrCreateOnly',
] as const
export type PermissionName = (typeof permissionNames)[number]

export const authenticationNames = ['JWTAuthentication', 'CookieAuthentication', 'JWTCookieAuthentication'] as const
export type AuthenticationName = (typeof authenticationNames)[number]

export const authenticationPresets = ['none', 'header', 'any', 'cookie_first'] as const
export type PresetName = (typeof authenticationPresets)[number]

/** An authenticator, as far as settings know it. */
export interface NamedAuthenticator {
  readonly name: string
  readonly isChallenge: boolean
  readonly authenticate: (...args: never[]) => Promise<unknown>
}

export function readPermissions(raw: unknown): ValueResult {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
  if (list.length === 0)
    return refuse('is an empty list, which would allow everyone', "write ['AllowAny'] if you mean it")
  return readMembers(list, permissionNames, 'allows', 'a permission')
}

export function readAuthentication(raw: unknown): ValueResult {
  if (authenticationPresets.some(preset => preset === raw)) return accept(raw)
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
  return readMembers(list, authenticationNames, 'authenticate', 'an authenticator')
}

const rate = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

export function readRates(raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refuse('is not an object of scopes and rates', "write { contacts: '1000/day' }")
  }
  // Python's None: this scope has no rate.
  const given = Object.entries(raw).filter(([, value]) => value !== undefined && value !== null)
  const odd = given.find(([, value]) => typeof value !== 'string' || !rate.test(value))
  if (odd !== undefined) return refuse(`has an odd rate for ${odd[0]}`, "write it as '5/m' or '100/day'")
  return accept(Object.freeze(Object.fromEntries(given)))
}

function readMembers(list: readonly unknown[], names: readonly string[], method: string, what: string): ValueResult {
  for (const member of list) {
    if (typeof member === 'string' && names.includes(member)) continue
    if (typeof member === 'object' && member !== null && typeof Reflect.get(member, method) === 'function') continue
    if (typeof member !== 'string')
      return refuse(`has a member that is not ${what}`, `use ${what}, or ${names.join(', ')}`)
    const nearest = nearestName(member, names)
    return refuse(
      `names ${member.slice(0, 60)}`,
      nearest === undefined ? `use ${names.join(', ')}` : `write ${nearest}`,
    )
  }
  return accept(Object.freeze([...list]))
}
