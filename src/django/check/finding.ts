/** What `adopt django --check` says: one row for each thing that a team has to know before it moves. */

/**
 * `blocker`: accounts would be lost, opened or shut: nothing begins before it is mended. `warning`: works, and something is
 * to be known. `carried`, `not-carried`: comes over, or stays behind. `missing`: has to be made, with the one line that makes
 * it. `unknown`: the database does not say it, and the line or option that does is named.
 */
export type FindingLevel = 'blocker' | 'missing' | 'unknown' | 'warning' | 'not-carried' | 'carried'

export interface CheckFinding {
  /** Stable, for scripts. */
  readonly id: string
  readonly level: FindingLevel
  readonly what: string
  /** What to do, or why nothing has to be done. */
  readonly fix?: string
}

/** The order in which they are shown. */
export const findingLevels: readonly FindingLevel[] = [
  'blocker',
  'missing',
  'unknown',
  'warning',
  'not-carried',
  'carried',
]

export function finding(level: FindingLevel, id: string, what: string, fix?: string): CheckFinding {
  return { id, level, what, ...(fix === undefined ? {} : { fix }) }
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}

/** At most ten of them, and how many more there are. */
export function some(names: readonly string[], of = names.length): string {
  const shown = names.slice(0, 10).join(', ')
  return of > 10 ? `${shown} and ${(of - Math.min(10, names.length)).toLocaleString('en')} more` : shown
}
