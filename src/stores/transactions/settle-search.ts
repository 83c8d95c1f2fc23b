/**
 * The search index follows the accounts. Triggers of the database mark what has changed, whichever program changed it; the
 * text is made here, as no database folds letters beyond ASCII as another does. Many at once: an index of trigrams is
 * written an order of magnitude cheaper in batches, so that a registration pays for its own part of one in two hundred.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { searchTextOf } from '../../users/search-text.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import type { SettledText, Unsettled } from './user-list-statements.ts'

export const settledAtOnce = 200

/** Gives how many it settled: fewer than `limit` means that none is left. */
export function* settleSearch(tx: Tx, limit = settledAtOnce): Steps<number> {
  const found = yield* tx.lockUnsettled(limit)
  if (found.length === 0) return 0
  yield* tx.settleTexts(found.map(settled))
  return found.length
}

export function settled({ userId, user }: Unsettled): SettledText {
  return { userId, text: user && searchTextOf(user) }
}

/** After a registration: now and then it settles those before it, so that a search finds few unsettled. */
export function* settleSometimes(tx: Tx, id: UserId): Steps<void> {
  const number = typeof id === 'number' ? id : Number.parseInt(id.slice(-4), 16)
  if (number % settledAtOnce === 0) yield* settleSearch(tx)
}

/** Before a search. Many are left only after another program has written them; then the next search goes on. */
export async function settleAll({ read, write }: Pick<Runner, 'read' | 'write'>): Promise<void> {
  if (!(await read(tx => tx.hasUnsettled()))) return
  for (let batches = 0; batches < mostBatches; batches += 1) {
    if ((await write(tx => settleSearch(tx))) < settledAtOnce) return
  }
}

const mostBatches = 100

/**
 * Beside what a node serves, after the step that made the index, and where nodes of an older version have written: a million
 * accounts take minutes on a network, in which a search finds those that are settled. What fails is left to a search,
 * which tells its caller, and to the next start.
 */
export function fillSearchIndex({ read, write }: Pick<Runner, 'read' | 'write'>): { stop(): Promise<void> } {
  let isStopped = false
  const fill = async () => {
    if (!(await read(tx => tx.hasUnsettled()))) return
    while (!isStopped && (await write(tx => settleSearch(tx, filledAtOnce))) === filledAtOnce);
  }
  const filling = fill().catch(() => {})
  return {
    async stop() {
      isStopped = true
      await filling
    },
  }
}

const filledAtOnce = 500
