/** The process: its secret, its addresses and its database. */

import { isPostgresUrl, parsePostgresUrl } from '../../kernel/postgres-url.ts'
import { parseRedisUrl } from '../../kernel/redis-url.ts'
import { parseSqliteUrl } from '../../kernel/sqlite-url.ts'
import type { SettingRow } from '../row.ts'

export const serverRows = {
  secretKey: {
    kind: 'secret',
    default: undefined,
    required:
      'run `npx latchkey keys generate`, put what it prints into the environment as SECRET_KEY, and pass secretKey: process.env.SECRET_KEY (a .env file is read by `node --env-file=.env`)',
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
    fromFile: true,
    default: 'sqlite:.latchkey/latchkey.sqlite3',
    env: 'DATABASE_URL',
    shortName: 'database',
    check: checkDatabaseUrl,
    doc: 'Where users and sessions are stored: `sqlite:///file` is relative, `sqlite:////folder/file` absolute, as dj-database-url reads them; `sqlite:PATH` is short for both. A relative path starts at the folder of the file that says it; in the environment, where the process was started. The folder has to exist. `postgres://host/database` is PostgreSQL, by `npm install pg`. In code it is also called `database`.',
  },
  databaseDirectUrl: {
    kind: 'text',
    fromFile: true,
    default: null,
    nullable: true,
    env: 'DATABASE_DIRECT_URL',
    check: checkDirectUrl,
    doc: 'Where `databaseUrl` is a pooler in transaction mode: the address of PostgreSQL itself, for migrations and for hearing of logouts at other nodes.',
  },
  redisUrl: {
    kind: 'text',
    fromFile: true,
    default: null,
    nullable: true,
    env: 'REDIS_URL',
    shortName: 'redis',
    check: checkRedisUrl,
    doc: 'A Redis that counts for all nodes and workers, by `npm install ioredis`: `redis://:password@host:6379/0`, `rediss://` for TLS, `unix:///run/redis.sock`. `?prefix=` is what its keys begin with. In code it is also called `redis`.',
  },
  host: {
    kind: 'text',
    default: '127.0.0.1',
    env: 'HOST',
    doc: 'The address that the server listens on, or the path of a Unix socket: `unix:/run/latchkey/latchkey.sock`.',
  },
  socketMode: {
    kind: 'text',
    default: '660',
    pattern: /^0?[0-7]{3}$/,
    example: '660',
    doc: 'The mode of the Unix socket: `660` is for the user of the server and its group, which the proxy is in.',
  },
  workers: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 256,
    doc: 'Processes that `latchkey serve` runs behind its port. Each counts limits of requests for itself, unless `throttleStore` says otherwise.',
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

function checkDirectUrl(text: string) {
  if (!isPostgresUrl(text))
    return { what: 'is no address of PostgreSQL', fix: 'write postgres://host/database, or remove it' }
  const read = parsePostgresUrl(text)
  return read.ok ? undefined : read
}

function checkDatabaseUrl(text: string) {
  const read = isPostgresUrl(text) ? parsePostgresUrl(text) : parseSqliteUrl(text)
  return read.ok ? undefined : read
}

function checkRedisUrl(text: string) {
  const read = parseRedisUrl(text)
  return read.ok ? undefined : read
}
