/** Reads `keyRotation`: how long each key signs, or `manual`. */
import { type Duration, parseDuration } from '../kernel/duration.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'

/** In seconds, or by an operator's word alone. */
export type KeyRotation = number | 'manual'

export function readKeyRotation(raw: unknown): ValueResult {
  if (raw === 'manual') return accept(raw)
  const seconds = typeof raw === 'string' || typeof raw === 'number' ? parseDuration(raw satisfies Duration) : undefined
  if (seconds === undefined || seconds < 1) {
    return refuse(
      'is neither a duration of a second or more nor `manual`',
      "write a duration such as '30d', or 'manual'",
    )
  }
  return accept(seconds)
}
