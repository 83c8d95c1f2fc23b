/** Connections: how much a slow or greedy client may take (slowloris). */
import type { SettingRow } from '../row.ts'

export const connectionsRows = {
  headersTimeout: {
    kind: 'duration',
    default: '10s',
    min: 0.1,
    max: 3600,
    unit: 'seconds',
    doc: 'How long a client may take to send the headers of a request, from the moment it connects.',
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
    doc: 'How long an idle connection is kept open. Set it longer than the timeout of the proxy in front.',
  },
  shutdownDelay: {
    kind: 'duration',
    default: '0s',
    min: 0,
    max: 300,
    unit: 'seconds',
    doc: 'How long the server goes on after SIGTERM with `/readyz` at 503: set what a load balancer needs to notice that.',
  },
  maximumConnections: {
    kind: 'integer',
    default: 4096,
    min: 1,
    max: 1_000_000,
    unit: 'connections',
    doc: 'How many connections may be open at once; further ones are closed immediately.',
  },
  maximumHeaderSize: {
    kind: 'integer',
    default: 16_384,
    min: 1024,
    max: 1_048_576,
    unit: 'bytes',
    doc: 'The largest header section of a request that is read.',
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
