/** The settings of moving in from a Django project. */
import { parsePostgresUrl } from '../../kernel/postgres-url.ts'
import type { SettingRow } from '../../settings/row.ts'
import type { SettingRule } from '../../settings/rule.ts'

const rows = {
  djangoDatabaseUrl: {
    kind: 'secret',
    default: undefined,
    optional: true,
    doc: 'The database of the Django project that this installation moves in from: `sqlite:FILE`, `postgres://...` or `mysql://...`. As long as an adoption goes on, what is spent or logged out on either side is refused on both.',
  },
  djangoHashers: {
    kind: 'list',
    default: ['pbkdf2_sha256', 'pbkdf2_sha1'],
    example: 'pbkdf2_sha256',
    pattern: /^[a-z0-9_]+$/,
    doc: 'Algorithms of password hashes that Django can verify: of PASSWORD_HASHERS those whose packages are installed there. Others are not written back, as Django answers a login with 500 then.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

const rules: readonly SettingRule[] = [
  {
    at: 'djangoDatabaseUrl',
    reads: ['djangoDatabaseUrl'],
    isBroken: s => s.djangoDatabaseUrl !== undefined && !isAddress(s.djangoDatabaseUrl.reveal()),
    what: 'is no address of a database that Django uses',
    fix: 'write sqlite:db.sqlite3, postgres://user:password@host:5432/name or mysql://user:password@host:3306/name',
  },
  {
    at: 'djangoDatabaseUrl',
    reads: ['djangoDatabaseUrl', 'jwkUrl'],
    isBroken: s => s.djangoDatabaseUrl !== undefined && s.jwkUrl !== undefined,
    what: 'is for tokens that this server signs, and with jwkUrl it accepts none of its own',
    fix: 'leave jwkUrl out: while both sides sign, they share signingKey',
  },
]

function isAddress(text: string): boolean {
  if (/^postgres/i.test(text)) return parsePostgresUrl(text).ok
  return /^sqlite3?:.|^(?:mysql2?|mariadb)(?:\+\w+)?:\/\/./i.test(text)
}

export const adoptionSettings = { title: 'Moving in from Django', rows, rules }

export type AdoptionRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends AdoptionRows {}
}
