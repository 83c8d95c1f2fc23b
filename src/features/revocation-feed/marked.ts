/** Revocations as they are sent: which of them a verifier can use, its mark, and when it may be forgotten. */
import { hash } from 'node:crypto'
import { markedAccount, markedText, toMark, writeInstant } from '../../sessions/feed-wire.ts'
import { everyUser, type Revocation } from '../../sessions/revocation.ts'
import type { Settings } from '../../settings/settings.ts'

export interface Marked {
  readonly group: 'jti' | 'sid' | 'user'
  readonly mark: string
  /** In seconds. */
  readonly end: number
}

/** In seconds. Entries that end at about the same time stand together: alone, each would cost its end besides. */
const endsTogether = 60

const groupNames = { jti: 'jti', sid: 'sid', 'user-before': 'user' } as const

/**
 * `undefined` for what is not sent. A user whose other data changed keeps valid tokens. Where a logout leaves access tokens
 * valid, it leaves them valid elsewhere.
 */
export function markOf({ kind, subject, at, keepUntil }: Revocation, settings: Settings): Marked | undefined {
  if (kind === 'user-stale' || !settings.revokeAccessTokens) return undefined
  const isAccount = kind === 'user-before' && subject !== everyUser && settings.userIdField !== 'id'
  const text = isAccount ? markedAccount(subject) : markedText(kind, subject)
  const instant = kind === 'user-before' ? writeInstant(Math.floor(at / 1000)) : ''
  const end = Math.ceil(keepUntil / 1000 / endsTogether) * endsTogether
  return { group: groupNames[kind], mark: toMark(hash('sha256', text, 'buffer')) + instant, end }
}

export type Packed = Partial<Readonly<Record<Marked['group'], Readonly<Record<string, string>>>>>

/** Marks by group and end, each group one text. */
export function packMarks(marked: Iterable<Marked>): Packed {
  const found = new Map<Marked['group'], Map<number, string[]>>()
  for (const { group, mark, end } of marked) {
    const ends = found.get(group) ?? new Map<number, string[]>()
    found.set(group, ends)
    const marks = ends.get(end)
    if (marks === undefined) ends.set(end, [mark])
    else marks.push(mark)
  }
  const joined = (ends: Map<number, string[]>) =>
    Object.fromEntries([...ends].map(([end, marks]) => [String(end), marks.join('')]))
  return Object.fromEntries([...found].map(([group, ends]) => [group, joined(ends)]))
}
