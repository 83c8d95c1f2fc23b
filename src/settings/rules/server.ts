/** What is wrong between settings that are valid alone: The process. */
import { isPostgresUrl } from '../../kernel/postgres-url.ts'
import { isListenable } from '../../kernel/socket-path.ts'
import type { SettingRule } from '../rule.ts'
import { isMonotonous, isPlaceholder, isShort } from '../secret-strength.ts'

const secretCure = 'use at least 32 random bytes, such as `npx latchkey keys generate` prints'

export const serverRules: readonly SettingRule[] = [
  {
    at: 'workers',
    reads: ['workers', 'databaseUrl'],
    isBroken: s => s.workers > 1 && s.databaseUrl.endsWith(':memory:'),
    what: 'is more than one, and the database is in the memory of one process',
    fix: 'use a file or PostgreSQL, or one worker',
  },
  {
    at: 'databaseDirectUrl',
    reads: ['databaseDirectUrl', 'databaseUrl'],
    isBroken: s => s.databaseDirectUrl !== null && !isPostgresUrl(s.databaseUrl),
    what: 'stands beside a database that is not PostgreSQL',
    fix: 'remove it, or set databaseUrl to the pooler in front of it',
  },
  {
    at: 'host',
    reads: ['host'],
    isBroken: s => !isListenable(s.host),
    what: 'is neither an address nor the whole path of a Unix socket (100 bytes at most)',
    fix: "use an address such as '127.0.0.1', or 'unix:/run/latchkey/latchkey.sock'",
  },
  {
    at: 'host',
    reads: ['host'],
    isBroken: s => /^\[.*\]|^[^:]+:\d+$/.test(s.host),
    what: 'is written as in a URL, with brackets or a port',
    fix: "write the address alone, such as '127.0.0.1' or '::1', and the port in PORT",
  },
  {
    at: 'secretKey',
    reads: ['secretKey'],
    isBroken: s => isShort(s.secretKey.reveal()),
    what: 'is shorter than 32 bytes, so it can be guessed (RFC 7518 section 3.2)',
    fix: secretCure,
  },
  {
    at: 'secretKey',
    reads: ['secretKey', 'debug'],
    isBroken: s => !s.debug && isPlaceholder(s.secretKey.reveal()),
    what: 'is a placeholder that anyone can read in a tutorial or a template',
    fix: 'use at least 32 random bytes, such as `npx latchkey keys generate` prints; only DEBUG accepts it',
  },
  {
    at: 'secretKey',
    reads: ['secretKey'],
    isBroken: s => !isShort(s.secretKey.reveal()) && isMonotonous(s.secretKey.reveal()),
    what: 'repeats a few characters, so it can be guessed',
    fix: secretCure,
  },
]
