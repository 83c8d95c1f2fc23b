/** Accounts, jobs and triggers of an adoption, in words that both dialects read. */
import type { AdoptedSocialAccount, AdoptedUser } from '../../features/adoption/adopted-user.ts'
import type { AdoptionState } from '../../features/adoption/state.ts'
import type { AdoptionJob } from '../../features/adoption/store.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import type { StoredAccount } from '../transactions/adoption-statements.ts'
import { tokenIds } from './packed-id.ts'
import { type Row, toMoment, toUserId } from './row.ts'
import { toUser } from './user.ts'

/** Columns that Django's table of users has too. `last_login` is written at every login, and stands apart. */
export const adoptedColumns = [
  'id',
  'username',
  'email',
  'first_name',
  'last_name',
  'is_active',
  'is_staff',
  'is_superuser',
  'date_joined',
  'password',
] as const

/** What an account is granted, each list in the order of the code units. */
export interface AdoptedGrants {
  readonly groups: readonly string[]
  readonly permissions: readonly string[]
  readonly socialAccounts: readonly AdoptedSocialAccount[]
}

export function toStored(columns: readonly UserColumn[], row: Row, grants: AdoptedGrants): StoredAccount {
  return {
    user: { ...toUser(columns, row), ...grants },
    provenAt: toMoment(row.owner_proven_at) ?? undefined,
  }
}

/** Collects rows of three tables by the id of their user. */
export function collectGrants(
  groups: readonly Row[],
  permissions: readonly Row[],
  socialAccounts: readonly Row[],
): (id: AdoptedUser['id']) => AdoptedGrants {
  const ofGroups = byUser(groups, ({ name }) => String(name))
  const ofPermissions = byUser(permissions, ({ name }) => String(name))
  const ofSocial = byUser(socialAccounts, ({ provider, subject, email }) => ({
    provider: String(provider),
    subject: String(subject),
    email: String(email),
  }))
  return id => ({
    groups: ofGroups.get(id)?.sort() ?? [],
    permissions: ofPermissions.get(id)?.sort() ?? [],
    socialAccounts: ofSocial.get(id)?.sort(byProvider) ?? [],
  })
}

function byUser<T>(rows: readonly Row[], read: (row: Row) => T): Map<AdoptedUser['id'], T[]> {
  const found = new Map<AdoptedUser['id'], T[]>()
  for (const row of rows) {
    const id = toUserId(row.user_id)
    const list = found.get(id)
    if (list === undefined) found.set(id, [read(row)])
    else list.push(read(row))
  }
  return found
}

function byProvider(some: AdoptedSocialAccount, other: AdoptedSocialAccount): number {
  if (some.provider !== other.provider) return some.provider < other.provider ? -1 : 1
  return some.subject < other.subject ? -1 : Number(some.subject > other.subject)
}

export function toAdoptionState(value: unknown): AdoptionState | undefined {
  return value === undefined ? undefined : (JSON.parse(String(value)) as AdoptionState)
}

export function toAdoptionJob({ id, noted_at, kind, jti, exp, user_id, at }: Row): AdoptionJob {
  const job = { id: Number(id), notedAt: Number(noted_at) }
  if (kind === 'spent') return { ...job, kind, token: { jti: tokenIds.unpack(jti), exp: Number(exp) } }
  const userId = toUserId(user_id)
  return kind === 'user' ? { ...job, kind, userId } : { ...job, kind: 'refused-before', userId, at: Number(at) }
}
