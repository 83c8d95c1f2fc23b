/** What is wrong between settings that are valid alone: Connections. */
import type { SettingRule } from '../rule.ts'

export const connectionsRules: readonly SettingRule[] = [
  {
    at: 'headersTimeout',
    reads: ['headersTimeout', 'requestTimeout'],
    isBroken: s => s.headersTimeout > s.requestTimeout,
    what: 'is longer than requestTimeout, so it never applies',
    fix: 'lower it, or raise requestTimeout',
  },
]
