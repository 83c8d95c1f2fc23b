/** Settings of sign-in with other providers that are right alone and wrong together. */
import type { Combination } from '../../../settings/combination.ts'

export const socialCombinations: readonly Combination[] = [
  {
    at: 'publicUrl',
    reads: ['social', 'publicUrl', 'apiUrl', 'debug'],
    isWrong: s => Object.keys(s.social).length > 0 && (s.apiUrl ?? s.publicUrl) === undefined && !s.debug,
    what: 'is not given, and providers must know where to send people back to',
    fix: "write it as 'https://app.example.com', or give apiUrl",
  },
]
