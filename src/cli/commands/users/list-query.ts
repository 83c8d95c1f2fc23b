/** Reads the options of `users list`. */
import { type Instant, instantOf } from '../../../kernel/instant.ts'
import { mostCounted, mostListed, type UserOrderKey, type UserQuery } from '../../../users/user-list.ts'
import { momentFault, readMoment } from '../../read-moment.ts'

type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export const mostAtOnce = mostListed

const orderKeys: Readonly<Record<string, UserOrderKey>> = {
  id: 'id',
  joined: 'dateJoined',
  'last-login': 'lastLogin',
  login: 'login',
}
export const orders = Object.keys(orderKeys)

/** A sentence where they cannot be read. */
export function listQueryOf(given: Given): UserQuery | string {
  const limit = limitOf(given.limit)
  if (limit === undefined) return `--limit must be a number from 1 to ${mostAtOnce}.`
  const by = orderKeys[textOf(given.order) ?? 'id']
  if (by === undefined) return `--order must be one of: ${orders.join(', ')}.`
  for (const [one, other] of opposites) {
    if (given[one] === true && given[other] === true) return `--${one} and --${other} exclude each other.`
  }
  const moments = momentsOf(given)
  if (typeof moments === 'string') return moments
  return {
    search: textOf(given.search),
    isActive: flagOf(given.active, given.inactive),
    emailVerified: flagOf(given.verified, given.unverified),
    isStaff: flagOf(given.staff, undefined),
    isSuperuser: flagOf(given.superuser, undefined),
    hasMfa: flagOf(given.mfa, given['no-mfa']),
    group: textOf(given.group),
    ...moments,
    ...(given['never-logged-in'] === true ? { neverLoggedIn: true } : {}),
    order: { by, descending: given.descending === true },
    cursor: textOf(given.after),
    limit,
    ...(given.count === true ? { countUpTo: mostCounted } : {}),
  }
}

const opposites = [
  ['active', 'inactive'],
  ['verified', 'unverified'],
  ['mfa', 'no-mfa'],
  ['never-logged-in', 'last-login-after'],
  ['never-logged-in', 'last-login-before'],
] as const

const momentNames = {
  'joined-after': 'joinedAfter',
  'joined-before': 'joinedBefore',
  'last-login-after': 'lastLoginAfter',
  'last-login-before': 'lastLoginBefore',
} as const

function momentsOf(given: Given) {
  const moments: Partial<Record<(typeof momentNames)[keyof typeof momentNames], Instant>> = {}
  for (const [option, name] of Object.entries(momentNames)) {
    const text = textOf(given[option])
    if (text === undefined) continue
    const moment = readMoment(text)
    if (moment === undefined) return momentFault(option)
    moments[name] = instantOf(moment)
  }
  return moments
}

function flagOf(yes: unknown, no: unknown): boolean | undefined {
  if (yes === true) return true
  return no === true ? false : undefined
}

function limitOf(value: unknown): number | undefined {
  if (value === undefined) return 100
  const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0
  return limit >= 1 && limit <= mostAtOnce ? limit : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
