/** HTTPS, by Django's names. */
import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'

const rows = {
  secureProxySslHeader: {
    kind: 'text',
    default: 'X-Forwarded-Proto',
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'X-Forwarded-Proto',
    doc: 'The header in which trustedProxies report the scheme that the client used. Django’s spelling HTTP_X_FORWARDED_PROTO is accepted.',
  },
  secureSslRedirect: {
    kind: 'boolean',
    default: false,
    doc: 'Whether requests that do not arrive over HTTPS are redirected to it.',
  },
  secureSslHost: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[a-z0-9.-]+(:\d{1,5})?$/i,
    example: 'app.example.com',
    doc: 'The host that secureSslRedirect redirects to; the requested host unless set.',
  },
  secureHstsSeconds: {
    kind: 'duration',
    default: '0s',
    unit: 'seconds',
    doc: 'How long browsers must use HTTPS for this host; 0 sends no Strict-Transport-Security.',
  },
  secureHstsIncludeSubdomains: {
    kind: 'boolean',
    default: false,
    doc: 'Whether this includes all subdomains.',
  },
  secureHstsPreload: {
    kind: 'boolean',
    default: false,
    doc: 'Whether browsers may ship this host in their preload list.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
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

export const httpsSettings = { title: 'HTTPS', rows, rules }
