/**
 * What happened to each token and account, and what must not happen: an unexplained 401, a spent token that is taken, a
 * newcomer who is lost, a logout that one side does not know, a number that two people get.
 */
import type { SideName } from './sides.ts'

export interface Spent {
  readonly token: string
  readonly how: 'rotated' | 'logged out'
  readonly at: SideName
  /** The name of the person. */
  readonly by: string
}

export type Wrong =
  | 'unexplained 401'
  | 'replay accepted'
  | 'newcomer lost'
  | 'logout not known within a second'
  | 'closed account open'
  | 'number given twice'
  | 'other answer'

export interface Ledger {
  phase: string
  /** Since the last replay of all of them. */
  readonly spent: Spent[]
  count(what: string): void
  wrong(what: Wrong, detail: string): void
  /** Throws nothing: a number that was given before is wrong. */
  addId(id: string): void
  /** In ms: how long the other side went on taking a token that was spent here. */
  noteLag(milliseconds: number): void
  readonly wrongs: ReadonlyMap<Wrong, readonly string[]>
  readonly counts: ReadonlyMap<string, number>
  readonly longestLag: () => number
}

export function createLedger(): Ledger {
  const wrongs = new Map<Wrong, string[]>()
  const counts = new Map<string, number>()
  const ids = new Set<string>()
  let longest = 0
  const ledger: Ledger = {
    phase: '',
    spent: [],
    wrongs,
    counts,
    longestLag: () => longest,
    count: what => void counts.set(what, (counts.get(what) ?? 0) + 1),
    wrong(what, detail) {
      const list = wrongs.get(what) ?? []
      list.push(`${ledger.phase}, ${new Date().toISOString().slice(11, 23)}: ${detail}`)
      wrongs.set(what, list)
    },
    addId(id) {
      if (ids.has(id)) ledger.wrong('number given twice', id)
      ids.add(id)
    },
    noteLag: milliseconds => {
      longest = Math.max(longest, milliseconds)
    },
  }
  return ledger
}
