/**
 * What a transaction writes is heard in its process, once it is committed and before anyone is answered: the verifiers of
 * this node need not read the log for what they did themselves, and its sender need not look for what it has to send.
 */
import type { Revocation } from '../../sessions/revocation.ts'
import { noteSteps } from './note-steps.ts'
import type { Runner, Step } from './transaction.ts'

type Listener = (revocations: readonly Revocation[]) => void

export interface Hearing {
  /** The runner whose writes are heard. */
  readonly run: Runner
  onRevoked(listener: Listener): () => void
  /** Webhooks wait to be sent. */
  onDeliveries(listener: () => void): () => void
}

export function hearWrites(run: Runner): Hearing {
  const [onRevoked, onDeliveries] = [new Set<Listener>(), new Set<() => void>()]
  return {
    onRevoked: listener => listen(onRevoked, listener),
    onDeliveries: listener => listen(onDeliveries, listener),
    run: {
      read: run.read,
      browse: run.browse,
      async write(work, again, joined) {
        let heard = nothingHeard()
        const outcome = await run.write(
          tx => {
            // It may run again after it was rolled back.
            heard = nothingHeard()
            return noteSteps(work(tx), (statement, values) => note(heard, statement, values))
          },
          again,
          joined,
        )
        const { revocations, hasDeliveries } = heard
        if (revocations.length > 0) for (const listener of onRevoked) listener(revocations)
        if (hasDeliveries) for (const listener of onDeliveries) listener()
        return outcome
      },
    },
  }
}

interface Heard {
  readonly revocations: Revocation[]
  hasDeliveries: boolean
}

function nothingHeard(): Heard {
  return { revocations: [], hasDeliveries: false }
}

function note(heard: Heard, statement: Step['statement'], values: Step['values']): void {
  if (statement === 'insertRevocation') heard.revocations.push(values[0] as Revocation)
  if (statement === 'insertRevocations') heard.revocations.push(...(values[0] as readonly Revocation[]))
  if (statement === 'insertDeliveries') heard.hasDeliveries = true
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
