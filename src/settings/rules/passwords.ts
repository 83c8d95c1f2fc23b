/** What is wrong between settings that are valid alone: Passwords. */
import type { SettingRule } from '../rule.ts'

export const passwordsRules: readonly SettingRule[] = [
  {
    at: 'minimumPasswordLength',
    reads: ['minimumPasswordLength', 'maximumPasswordLength'],
    isBroken: s => s.minimumPasswordLength > s.maximumPasswordLength,
    what: 'is more than maximumPasswordLength, so no password fits',
    fix: 'lower it',
  },
  {
    at: 'passwordMemory',
    reads: ['passwordMemory', 'passwordParallelism'],
    isBroken: s => s.passwordMemory < 8 * s.passwordParallelism,
    what: 'is less than 8 KiB a lane (RFC 9106 section 3.1)',
    fix: 'raise it, or lower passwordParallelism',
  },
  {
    at: 'passwordMemory',
    reads: ['passwordMemory', 'passwordIterations'],
    isBroken: s => s.passwordMemory * s.passwordIterations > 4_194_304,
    what: 'times passwordIterations is more than 4 GiB a login; a stored hash of that cost is refused as an attack',
    fix: 'lower one of them',
  },
  {
    at: 'scryptCost',
    reads: ['scryptCost', 'scryptParallelism'],
    isBroken: s => !Number.isInteger(Math.log2(s.scryptCost)) || s.scryptCost * s.scryptParallelism > 1_048_576,
    what: 'is not a power of two, or is more than 1048576 divided by scryptParallelism',
    fix: 'use 16384 or 32768',
  },
]
