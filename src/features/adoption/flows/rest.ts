import type { AdoptionParts } from '../parts.ts'

/** Waits, and ends at once when the process is asked to stop. */
export function rest({ timer, signal }: Pick<AdoptionParts, 'timer' | 'signal'>, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted === true) return resolve()
    const end = () => {
      signal?.removeEventListener('abort', end)
      cancel()
      resolve()
    }
    const cancel = timer.after(milliseconds, end)
    signal?.addEventListener('abort', end)
  })
}
