/** What is wrong between settings that are valid alone: Limits. */
import { isProxyName } from '../../kernel/proxies.ts'
import type { SettingRule } from '../rule.ts'

export const limitsRules: readonly SettingRule[] = [
  {
    at: 'loginRatePaths',
    reads: ['loginRatePaths', 'throttling'],
    isBroken: s => s.loginRatePaths.includes('*') && s.loginRatePaths.length > 1,
    what: "lists single paths beside '*', which is all of them",
    fix: "use '*' alone, or the paths alone",
  },
  {
    at: 'throttleStore',
    reads: ['throttleStore', 'redisUrl'],
    isBroken: s => s.throttleStore === 'redis' && s.redisUrl === null,
    what: "is 'redis', and there is no address of one",
    fix: "set redisUrl (REDIS_URL), or use 'database'",
  },
  {
    at: 'trustedProxies',
    reads: ['trustedProxies'],
    isBroken: s => !s.trustedProxies.every(isProxyName),
    what: 'holds something that is neither an address nor a range',
    fix: "use addresses such as '10.0.0.7', ranges such as '10.0.0.0/8', or 'unix' for a Unix socket",
  },
]
