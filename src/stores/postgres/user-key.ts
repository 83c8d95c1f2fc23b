/**
 * Ids of users in comparisons. The column is bigint or uuid by a setting, and a value of the other kind is an error of the
 * server where it should find no row. So what does not fit is NULL, which equals nothing.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { UserIds } from '../errors.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export type UserKey = (id: UserId) => UserId | null

export function userKeyOf(ids: UserIds): UserKey {
  const fits =
    ids === 'uuid'
      ? (id: UserId) => typeof id === 'string' && uuid.test(id)
      : (id: UserId) => /^-?\d+$/.test(String(id)) && Number.isSafeInteger(Number(id))
  return id => (fits(id) ? id : null)
}
