/** What is wrong between settings that are valid alone: HTTPS. */
import type { SettingRule } from '../rule.ts'

export const httpsRules: readonly SettingRule[] = [
  {
    at: 'secureSslHost',
    reads: ['secureSslHost', 'secureSslRedirect'],
    isBroken: s => s.secureSslHost !== undefined && !s.secureSslRedirect,
    what: 'has no effect without secureSslRedirect',
    fix: 'turn secureSslRedirect on, or remove it',
  },
  {
    at: 'secureSslRedirect',
    reads: ['secureSslRedirect', 'allowedHosts'],
    isBroken: s => s.secureSslRedirect && s.secureSslHost === undefined && s.allowedHosts.includes('*'),
    what: "redirects to any host that a request names while allowedHosts is '*' (open redirect)",
    fix: 'list the hosts, or set secureSslHost',
  },
  {
    at: 'secureHstsIncludeSubdomains',
    reads: ['secureHstsIncludeSubdomains', 'secureHstsSeconds'],
    isBroken: s => s.secureHstsIncludeSubdomains && s.secureHstsSeconds === 0,
    what: 'has no effect without secureHstsSeconds',
    fix: 'set secureHstsSeconds, or remove it',
  },
  {
    at: 'secureHstsPreload',
    reads: ['secureHstsPreload', 'secureHstsSeconds', 'secureHstsIncludeSubdomains'],
    isBroken: s => s.secureHstsPreload && !(s.secureHstsIncludeSubdomains && s.secureHstsSeconds >= 31_536_000),
    what: 'is refused by browsers for less than a year, or without subdomains',
    fix: "set secureHstsSeconds to '365d' and turn secureHstsIncludeSubdomains on, or remove it",
  },
]
