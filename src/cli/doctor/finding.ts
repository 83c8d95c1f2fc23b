/** One thing that the doctor saw: what is wrong, and what to do about it. */
export interface Finding {
  /** Which question it answers: `database`, `cookies`. */
  readonly check: string
  /** `fault`: something does not work or is open. `advice`: it works, and could be better. */
  readonly level: 'fault' | 'advice'
  readonly what: string
  readonly fix: string
}

/** Findings of one question. */
export function reporter(check: string) {
  return {
    fault: (what: string, fix: string): Finding => ({ check, level: 'fault', what, fix }),
    advice: (what: string, fix: string): Finding => ({ check, level: 'advice', what, fix }),
  }
}
