/** Settings of the process: secrets, addresses, storage and the rules of its HTTP surface. */
import type { SettingRow } from '../row.ts'

export const serverRows = {
  secretKey: {
    kind: 'secret',
    default: undefined,
    required: true,
    env: 'SECRET_KEY',
    doc: 'The secret of this installation; it signs tokens unless signingKey is given. The server makes one when there is none.',
  },
  debug: {
    kind: 'boolean',
    default: false,
    env: 'DEBUG',
    doc: 'Development mode: cookies without Secure, readable logs. Never on a public address.',
  },
  allowedHosts: {
    kind: 'list',
    default: ['localhost', '127.0.0.1', '[::1]'],
    env: 'ALLOWED_HOSTS',
    doc: 'Host names that requests may be addressed to; a leading dot covers subdomains, `*` everything.',
  },
  databaseUrl: {
    kind: 'text',
    default: 'sqlite:.latchkey/latchkey.sqlite3',
    env: 'DATABASE_URL',
    pattern: /^sqlite:(?!\/\/)./,
    example: 'sqlite:folder/file.sqlite3, or sqlite:/folder/file.sqlite3',
    doc: 'Where users and sessions are kept: `sqlite:PATH`.',
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
    doc: 'The port that the server listens on; 0 takes a free one.',
  },
  compat: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'simplejwt'],
    doc: 'Takes the defaults of SimpleJWT, for services that already count on them. Any single setting can be given beside it.',
  },
  accounts: {
    kind: 'choice',
    default: 'email',
    choices: ['email', 'username'],
    doc: 'What people log in with, and with it the members of registration and profile.',
  },
  throttling: {
    kind: 'boolean',
    default: true,
    doc: 'Whether login attempts and requests are counted and limited.',
  },
  trailingSlash: {
    kind: 'choice',
    default: 'optional',
    compat: 'redirect',
    choices: ['optional', 'redirect'],
    doc: 'A path without its trailing slash is served, or redirected as Django does.',
  },
  unknownPath: {
    kind: 'choice',
    default: 'json',
    compat: 'html',
    choices: ['json', 'html'],
    doc: 'What a 404 of an unknown path looks like.',
  },
  bodyLimit: {
    kind: 'integer',
    default: 2_621_440,
    min: 1024,
    max: 1_073_741_824,
    unit: 'bytes',
    doc: 'The largest request body that is read.',
  },
} as const satisfies Record<string, SettingRow>
