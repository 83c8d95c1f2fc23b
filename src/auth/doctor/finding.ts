import { hideUserinfo } from '../../kernel/hide-userinfo.ts'

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
  // What a database or a mail server says may repeat its URL, with the password.
  const found = (level: Finding['level'], what: string, fix: string): Finding => ({
    check,
    level,
    what: hideUserinfo(what),
    fix: hideUserinfo(fix),
  })
  return {
    fault: (what: string, fix: string) => found('fault', what, fix),
    advice: (what: string, fix: string) => found('advice', what, fix),
  }
}
