/**
 * Pages of sessions. No index has the moment of the last use, which every refresh changes. So the sessions of all users are
 * walked by the day on which their rows may go, the latest first, and those of one user, who has few, are all looked at.
 * SQLite stops its process while it looks: every statement looks at one slice of rows.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { Session } from '../../sessions/session.ts'
import type { SessionPage, SessionQuery } from '../../sessions/session-list.ts'
import { mostListed } from '../../users/user-list.ts'
import { type AskedPage, type Page, type Place, type Placed, pageOf, readPage, type Slice } from './pages.ts'
import type { UserSessionSlice } from './session-statements.ts'
import type { Steps, Tx } from './transaction.ts'

/** Slices of a walk that meets few of the state that is asked for: 60,000 rows at least. */
const mostSlices = 60

export function* listSessions(tx: Tx, query: SessionQuery): Steps<SessionPage> {
  const { state, now } = query
  const asked = readPage('sessions', query, mostListed)
  const wanted = asked.limit + 1
  const found: Placed<Session>[] = []
  let end: Place | undefined = asked.from
  let slices = 0
  do {
    const walk = { from: end, isBackwards: asked.isBackwards, state, now }
    const slice: Slice<Session> = yield* tx.walkSessions(walk, wanted - found.length)
    found.push(...slice.found)
    end = slice.end
    slices += 1
  } while (end !== undefined && found.length < wanted && slices < mostSlices)
  return sessionPage(pageOf(asked, { found, end }))
}

/** Those used last first. */
export function* listSessionsOf(tx: Tx, userId: UserId, query: SessionQuery): Steps<SessionPage> {
  const { state, now } = query
  const asked = readPage('user sessions', query, mostListed)
  const wanted = asked.limit + 1
  let best: readonly Placed<Session>[] = []
  let after: number | undefined
  do {
    const walk = { userId, from: asked.from, isBackwards: asked.isBackwards, state, now }
    const slice: UserSessionSlice = yield* tx.walkSessionsOf(walk, wanted, after)
    best = merge(asked, best, slice.found).slice(0, wanted)
    after = slice.end
  } while (after !== undefined)
  return sessionPage(pageOf(asked, { found: best, end: undefined }))
}

/** A session that was used between two slices may be in both, and is what the second found. */
function merge(
  { isBackwards }: AskedPage,
  before: readonly Placed<Session>[],
  found: readonly Placed<Session>[],
): readonly Placed<Session>[] {
  const again = new Set(found.map(({ item }) => item.id))
  const sign = isBackwards ? 1 : -1
  return [...before.filter(({ item }) => !again.has(item.id)), ...found].sort(
    (a, b) => sign * compare(a.place, b.place),
  )
}

function compare(a: Place, b: Place): number {
  if (a.key !== b.key) return a.key - b.key
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

function sessionPage({ items, ...cursors }: Page<Session>): SessionPage {
  return { sessions: items, ...cursors }
}
