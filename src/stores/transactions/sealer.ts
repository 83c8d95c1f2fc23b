/**
 * Seals audit rows within about a second after they were written, in whichever process wrote them: after a commit with such
 * rows, once for all of that second. The timer keeps no process alive. What fails, or is cut off by the end of a process, is
 * left to the next commit, to the next start, and to a look at the history.
 */
import { noteSteps } from './note-steps.ts'
import { sealAll } from './seal-audit.ts'
import type { Runner } from './transaction.ts'

export interface Sealer {
  /** The runner whose writes are sealed. */
  readonly run: Runner
  /** Waits for a seal that is under way. */
  stop(): Promise<void>
}

const waitMs = 1000
const mostBatches = 100_000

export function createSealer(run: Runner): Sealer {
  let timer: NodeJS.Timeout | undefined
  let sealing: Promise<void> = Promise.resolve()
  let isDue = false
  let isStopped = false

  const plan = () => {
    isDue = true
    if (timer !== undefined || isStopped) return
    timer = setTimeout(() => void seal(), waitMs)
    timer.unref()
  }
  const seal = async () => {
    isDue = false
    sealing = sealAll(run, mostBatches, () => !isStopped).catch(() => {})
    await sealing
    timer = undefined
    if (isDue) plan()
  }

  // What was left by a process that ended.
  plan()
  return {
    run: {
      read: run.read,
      browse: run.browse,
      async write(work, again, joined) {
        let hasRows = false
        try {
          return await run.write(
            tx => {
              hasRows = false
              return noteSteps(work(tx), statement => {
                hasRows ||= statement === 'insertAudit' || statement === 'insertAudits'
              })
            },
            again,
            joined,
          )
        } finally {
          // Also where the answer to COMMIT was lost.
          if (hasRows) plan()
        }
      },
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await sealing
    },
  }
}
