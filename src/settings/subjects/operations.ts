/** Settings for whoever runs the service: what is recorded, what is counted, what is shown. */
import type { SettingRow } from '../row.ts'

export const operationRows = {
  onEvent: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Hears every authentication fact: `(event) => void`. What it throws fails nobody.',
  },
  auditRefusals: {
    kind: 'boolean',
    default: true,
    doc: 'Whether refused logins, tokens and requests get rows in the audit table too; actions always do.',
  },
  auditRetention: {
    kind: 'duration',
    default: '90d',
    nullable: true,
    unit: 'seconds',
    doc: 'How long audit rows are kept; `flushexpired` deletes older ones, and nothing else can.',
  },
  metrics: {
    kind: 'choice',
    default: 'loopback',
    choices: ['loopback', 'everybody', 'off'],
    doc: 'Who may read `/metrics`: this machine, whoever reaches the port, or nobody.',
  },
  apiDocs: {
    kind: 'boolean',
    default: undefined,
    optional: true,
    doc: 'Whether `/docs/` shows the API as a page; unless given it does in DEBUG alone. `/openapi.json` is always there.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>
