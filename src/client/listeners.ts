/** Functions that are told what happens. */
import { page } from './page.ts'

/** A listener that throws ends neither the call that it hears of nor the others' turn. */
export function callListeners<Given extends readonly unknown[]>(
  listeners: Iterable<(...given: Given) => void>,
  ...given: Given
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...given)
    } catch (error) {
      page.reportError?.(error)
    }
  }
}
