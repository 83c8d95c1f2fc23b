/** Reads a slice of counted memberships. */
import type { MemberCounts } from '../transactions/group-statements.ts'
import { type Row, toUserId } from './row.ts'

/** `limit`: a slice of so many may have others behind it. */
export function toMemberCounts(rows: readonly Row[], limit: number): MemberCounts {
  const counted = rows.map(row => ({ group: Number(row.group_id), members: Number(row.members) }))
  const last = rows.at(-1)
  const isFull = counted.reduce((sum, { members }) => sum + members, 0) === limit
  const end = isFull && last !== undefined ? { group: Number(last.group_id), user: toUserId(last.last) } : undefined
  return { counted, end }
}
