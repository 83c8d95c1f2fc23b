/** Operations: what is recorded, counted and shown to those who run the service. */
import type { SettingRow } from '../row.ts'

export const operationsRows = {
  onEvent: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Called with every authentication event: `(event) => void`. What it throws is ignored.',
  },
  accessLog: {
    kind: 'boolean',
    default: false,
    doc: 'Whether every request emits the event `request.served`: a line in the log with user, method, path (without its query), status and milliseconds. Probes and metrics are not among them.',
  },
  console: {
    kind: 'choice',
    default: 'on',
    compat: 'off',
    choices: ['on', 'off'],
    doc: 'Whether operators are served: the admin API at `/api/admin/`, for staff by their permissions.',
  },
  consoleRequiresMfa: {
    kind: 'choice',
    default: 'off',
    choices: ['on', 'off'],
    doc: 'Whether the admin API asks operators for a session in which a second factor or a passkey was shown. Turn it on once your operators have one: an API key has none.',
  },
  adminSetsPasswords: {
    kind: 'choice',
    default: 'off',
    choices: ['on', 'off'],
    doc: 'Whether the admin API lets operators choose the password of another account, which they then know. Off, they hand over a link.',
  },
  auditRefusals: {
    kind: 'boolean',
    default: true,
    doc: 'Whether refused logins, tokens and requests are recorded in the audit table too; actions always are.',
  },
  auditRetention: {
    kind: 'duration',
    default: '90d',
    nullable: true,
    unit: 'seconds',
    doc: 'How long audit rows are kept. Only housekeeping (`housekeepingInterval`, `flushexpired`) deletes older ones.',
  },
  housekeepingInterval: {
    kind: 'duration',
    default: '1h',
    nullable: true,
    min: 60,
    unit: 'seconds',
    doc: 'How often a server deletes expired sessions, spent tokens, revocations and audit rows. Without it, run `flushexpired`.',
  },
  metrics: {
    kind: 'choice',
    default: 'loopback',
    choices: ['loopback', 'anyone', 'off'],
    doc: 'Who may read `/metrics`: this machine, everyone who reaches the port, or no one. This machine means a loopback address as peer and as Host; a proxy on this machine has to be in `trustedProxies`, or `metricsToken` set.',
  },
  metricsToken: {
    kind: 'secret',
    optional: true,
    default: undefined,
    doc: 'With it, `/metrics` is for everyone who sends `Authorization: Bearer` and this text, from anywhere, and for no one else.',
  },
  apiDocs: {
    kind: 'boolean',
    default: undefined,
    optional: true,
    doc: 'Whether `/docs/` serves the API documentation as a page. Unless set, it does in DEBUG only. `/openapi.json` is always served.',
  },
  problemDocsUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^https?:\/\/[^\s?#<>"\\,;]+$/,
    example: 'https://docs.example.com/reference/problems.html',
    doc: 'Where the reference of error codes stands. With it, every refusal of an endpoint or a guard has the header `Link` to the entry of its code (`rel="help"`). Unset, none has it, since there is no public page that every version could link to. `npm run docs:site` makes one to publish.',
  },
} as const satisfies Record<string, SettingRow>
