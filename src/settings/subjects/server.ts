/** The process: its secret, its addresses and its database. */

import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'
import { isMonotonous, isPlaceholder, isShort } from '../secret-strength.ts'

const rows = {
  secretKey: {
    kind: 'secret',
    default: undefined,
    required: true,
    env: 'SECRET_KEY',
    doc: 'The secret of this installation. It signs tokens unless signingKey is set. `latchkey serve` generates one when it is missing.',
  },
  debug: {
    kind: 'boolean',
    default: false,
    env: 'DEBUG',
    doc: 'Development mode: cookies without Secure, readable logs. Never use it on a public address.',
  },
  allowedHosts: {
    kind: 'list',
    default: ['localhost', '127.0.0.1', '[::1]'],
    env: 'ALLOWED_HOSTS',
    doc: 'Host names that requests may be addressed to; a leading dot includes subdomains, `*` allows every name.',
  },
  databaseUrl: {
    kind: 'text',
    default: 'sqlite:.latchkey/latchkey.sqlite3',
    env: 'DATABASE_URL',
    pattern: /^sqlite:(?!\/\/)./,
    example: 'sqlite:folder/file.sqlite3, or sqlite:/folder/file.sqlite3',
    doc: 'Where users and sessions are stored: `sqlite:PATH`.',
  },
  host: {
    kind: 'text',
    default: '127.0.0.1',
    env: 'HOST',
    doc: 'The address that the server listens on.',
  },
  port: {
    kind: 'integer',
    default: 8000,
    min: 0,
    max: 65_535,
    env: 'PORT',
    doc: 'The port that the server listens on; 0 picks a free one.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
  {
    at: 'secretKey',
    reads: ['secretKey'],
    isBroken: s => isShort(s.secretKey.reveal()),
    what: 'is shorter than 32 bytes, so it can be guessed (RFC 7518 section 3.2)',
    fix: 'use at least 32 random bytes; the server generates such a secret when none is set',
  },
  {
    at: 'secretKey',
    reads: ['secretKey', 'debug'],
    isBroken: s => !s.debug && isPlaceholder(s.secretKey.reveal()),
    what: 'is a placeholder that anyone can read in a tutorial or a template',
    fix: 'use at least 32 random bytes, such as `latchkey keys generate` prints; only DEBUG accepts it',
  },
  {
    at: 'secretKey',
    reads: ['secretKey'],
    isBroken: s => !isShort(s.secretKey.reveal()) && isMonotonous(s.secretKey.reveal()),
    what: 'repeats a few characters, so it can be guessed',
    fix: 'use at least 32 random bytes',
  },
]

export const serverSettings = { title: 'The process', rows, rules }
