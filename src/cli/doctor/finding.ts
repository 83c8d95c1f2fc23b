/** One result of `latchkey doctor`: what is wrong, and what to do about it. */
export interface Finding {
  /** The group of checks: `database`, `cookies`. */
  readonly check: string
  /** `fault`: something does not work or is insecure. `advice`: it works, and could be better. */
  readonly level: 'fault' | 'advice'
  readonly what: string
  readonly fix: string
}

/** Creates findings of one group. */
export function reporter(check: string) {
  return {
    fault: (what: string, fix: string): Finding => ({ check, level: 'fault', what, fix }),
    advice: (what: string, fix: string): Finding => ({ check, level: 'advice', what, fix }),
  }
}
