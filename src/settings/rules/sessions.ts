/** What is wrong between settings that are valid alone: Sessions. */
import type { SettingRule } from '../rule.ts'

export const sessionsRules: readonly SettingRule[] = [
  {
    at: 'refreshGrace',
    reads: ['refreshGrace', 'refreshAuthority'],
    isBroken: s => s.refreshGrace > 0 && s.refreshAuthority === 'jti',
    what: "needs refreshAuthority 'session': a list of spent ids does not know their successors",
    fix: "use refreshGrace 0, or refreshAuthority 'session'",
  },
]
