/** Settings of connections: HTTPS as Django names its parts, and what a slow or greedy client may take. */
import type { SettingRow } from '../row.ts'

export const transportRows = {
  secureProxySslHeader: {
    kind: 'text',
    default: 'X-Forwarded-Proto',
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'X-Forwarded-Proto',
    doc: 'The header in which trustedProxies say which scheme the client spoke; Django’s spelling HTTP_X_FORWARDED_PROTO is understood.',
  },
  secureSslRedirect: {
    kind: 'boolean',
    default: false,
    doc: 'Whether what does not come by HTTPS is sent there.',
  },
  secureSslHost: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[a-z0-9.-]+(:\d{1,5})?$/i,
    example: 'app.example.com',
    doc: 'The host that secureSslRedirect leads to; the one that was addressed unless given.',
  },
  secureHstsSeconds: {
    kind: 'duration',
    default: '0s',
    unit: 'seconds',
    doc: 'For how long browsers may speak nothing but HTTPS to this host; 0 sends no Strict-Transport-Security.',
  },
  secureHstsIncludeSubdomains: {
    kind: 'boolean',
    default: false,
    doc: 'Whether that holds for all subdomains too.',
  },
  secureHstsPreload: {
    kind: 'boolean',
    default: false,
    doc: 'Whether browsers may ship with this host on their list.',
  },
  headersTimeout: {
    kind: 'duration',
    default: '10s',
    min: 0.1,
    max: 3600,
    unit: 'seconds',
    doc: 'How long a client may take to send the head of a request, from the moment that it connects.',
  },
  requestTimeout: {
    kind: 'duration',
    default: '60s',
    min: 0.1,
    max: 3600,
    unit: 'seconds',
    doc: 'How long a client may take to send a whole request.',
  },
  keepAliveTimeout: {
    kind: 'duration',
    default: '65s',
    min: 0.1,
    max: 3600,
    unit: 'seconds',
    doc: 'How long a connection may wait for its next request; longer than the proxy in front waits.',
  },
  maximumConnections: {
    kind: 'integer',
    default: 4096,
    min: 1,
    max: 1_000_000,
    unit: 'connections',
    doc: 'How many connections are open at once; the next is closed at once.',
  },
  maximumHeaderSize: {
    kind: 'integer',
    default: 16_384,
    min: 1024,
    max: 1_048_576,
    unit: 'bytes',
    doc: 'The largest head of a request that is read.',
  },
  maximumHeaders: {
    kind: 'integer',
    default: 100,
    min: 10,
    max: 10_000,
    unit: 'headers',
    doc: 'How many headers a request may have.',
  },
} as const satisfies Record<string, SettingRow>
