/** HTTPS, by Django's names. */
import type { SettingRow } from '../row.ts'

export const httpsRows = {
  secureProxySslHeader: {
    kind: 'text',
    default: 'X-Forwarded-Proto',
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'X-Forwarded-Proto',
    doc: 'The header in which trustedProxies report the scheme that the client used. Django’s spelling HTTP_X_FORWARDED_PROTO is accepted.',
  },
  useXForwardedHost: {
    kind: 'boolean',
    default: true,
    doc: 'Whether X-Forwarded-Host of trustedProxies replaces the Host header. allowedHosts applies to it. Turn it off if your proxy passes on what clients send.',
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
