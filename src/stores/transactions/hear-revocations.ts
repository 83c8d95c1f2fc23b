/**
 * What a transaction revokes is heard in the process that wrote it, once it is committed and before anyone is answered: the
 * verifiers of this node need not read the log for what they did themselves.
 */
import type { Revocation } from '../../sessions/revocation.ts'
import { noteSteps } from './note-steps.ts'
import type { Runner } from './transaction.ts'

type Listener = (revocations: readonly Revocation[]) => void

export interface Hearing {
  /** The runner whose writes are heard. */
  readonly run: Runner
  onRevoked(listener: Listener): () => void
}

export function hearRevocations(run: Runner): Hearing {
  const listeners = new Set<Listener>()
  return {
    onRevoked(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    run: {
      read: run.read,
      browse: run.browse,
      async write(work, again, joined) {
        let heard: Revocation[] = []
        const outcome = await run.write(
          tx => {
            // It may run again after it was rolled back.
            heard = []
            return noteSteps(work(tx), (statement, values) => {
              if (statement === 'insertRevocation') heard.push(values[0] as Revocation)
              if (statement === 'insertRevocations') heard.push(...(values[0] as readonly Revocation[]))
            })
          },
          again,
          joined,
        )
        if (heard.length > 0) for (const listener of listeners) listener(heard)
        return outcome
      },
    },
  }
}
