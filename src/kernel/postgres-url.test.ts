import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPostgresUrl, type PostgresUrl, parsePostgresUrl } from './postgres-url.ts'

/** Absent members are as in `postgres://u:p@h/d`. */
const plain: PostgresUrl = {
  host: 'h',
  port: 5432,
  user: 'u',
  password: 'p',
  database: 'd',
  tls: 'off',
  rootCertificate: undefined,
  certificate: undefined,
  key: undefined,
  schema: undefined,
  isPooled: false,
  poolSize: undefined,
  connectTimeoutMs: undefined,
  applicationName: undefined,
  options: undefined,
}

const read: Readonly<Record<string, Partial<PostgresUrl>>> = {
  'postgres://u:p@h/d': {},
  'postgresql://u:p@h:6432/d': { port: 6432 },
  // SQLAlchemy, GeoDjango, dj-database-url.
  'postgresql+psycopg2://u:p@h/d': {},
  'postgresql+asyncpg://u:p@h/d': {},
  'postgis://u:p@h/d': {},
  'psql://u:p@h/d': {},
  'POSTGRES://u:p@h/d': {},
  'postgres://h/d': { user: undefined, password: undefined },
  'postgres://u@h/d': { password: undefined },
  // Percent-encoded, and what need not be.
  'postgres://u%40corp:p%40ss%2Fw%25%3A%23@h/d%20b': { user: 'u@corp', password: 'p@ss/w%:#', database: 'd b' },
  'postgres://u:p@ss@h/d': { password: 'p@ss' },
  'postgres://u:p:w@h/d': { password: 'p:w' },
  'postgres://u:%C3%A9@h/d': { password: 'é' },
  // Sockets: a folder, in place of the host or as a parameter.
  'postgres:///d': { host: 'localhost', user: undefined, password: undefined },
  'postgres:///d?host=/var/run/postgresql': { host: '/var/run/postgresql', user: undefined, password: undefined },
  'postgres://u:p@/d?host=/var/run/postgresql': { host: '/var/run/postgresql' },
  'postgres://u:p@/d': { host: 'localhost' },
  'postgres://u:p@:5433/d': { host: 'localhost', port: 5433 },
  'postgres://:5433/d': { host: 'localhost', port: 5433, user: undefined, password: undefined },
  'postgres://u:p@%2Fvar%2Frun%2Fpostgresql/d': { host: '/var/run/postgresql' },
  'postgres://u:p@h/d?host=/tmp&port=5433&user=v&password=q': { host: '/tmp', port: 5433, user: 'v', password: 'q' },
  'postgres://u:p@[::1]/d': { host: '::1' },
  'postgres://u:p@[2001:db8::7]:6432/d': { host: '2001:db8::7', port: 6432 },
  // Neon, Supabase, Heroku, Prisma, DigitalOcean.
  'postgresql://u:p@ep-a-1.eu-central-1.aws.neon.tech/d?sslmode=require&channel_binding=require': {
    host: 'ep-a-1.eu-central-1.aws.neon.tech',
    tls: 'unverified',
  },
  'postgresql://postgres.ref:p@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1': {
    host: 'aws-0-eu.pooler.supabase.com',
    port: 6543,
    user: 'postgres.ref',
    database: 'postgres',
    isPooled: true,
    poolSize: 1,
  },
  'postgres://u:p@ec2-1-2-3-4.compute-1.amazonaws.com:5432/d1a2?sslmode=require': {
    host: 'ec2-1-2-3-4.compute-1.amazonaws.com',
    database: 'd1a2',
    tls: 'unverified',
  },
  'postgresql://u:p@h:5432/d?schema=public&connection_limit=5&connect_timeout=10': {
    schema: 'public',
    poolSize: 5,
    connectTimeoutMs: 10_000,
  },
  'postgres://u:p@h:25060/d?sslmode=verify-full&sslrootcert=/etc/ca.crt': {
    port: 25_060,
    tls: 'verify-full',
    rootCertificate: '/etc/ca.crt',
  },
  // A root certificate that is named is checked against, as libpq does.
  'postgres://u:p@h/d?sslmode=require&sslrootcert=/ca.crt': { tls: 'verify-ca', rootCertificate: '/ca.crt' },
  'postgres://u:p@h/d?sslmode=verify-full&sslrootcert=system': { tls: 'verify-full' },
  'postgres://u:p@h/d?ssl=true': { tls: 'unverified' },
  'postgres://u:p@h/d?sslmode=disable': {},
  'postgres://u@h/d?password=a+b%20c': { password: 'a+b c' },
  'postgres://u:p@h/d?pgbouncer=false&pool_size=20&connection_limit=5': { poolSize: 20 },
  'postgres://u:p@h/d?application_name=api&options=-c%20work_mem%3D8MB': {
    applicationName: 'api',
    options: '-c work_mem=8MB',
  },
}

for (const [text, about] of Object.entries(read)) {
  test(`${text} is read`, () => {
    assert.ok(isPostgresUrl(text))
    assert.deepEqual(parsePostgresUrl(text), { ok: true, url: { ...plain, ...about } })
  })
}

const refused: Readonly<Record<string, readonly [what: RegExp, fix: RegExp]>> = {
  'postgres:h/d': [/no two slashes/, /postgres:\/\/host:5432\/database/],
  'postgres://u:hunter2@h': [/names no database/, /postgres:\/\/host/],
  'postgres://u:hunter2@h/': [/names no database/, /postgres:\/\/host/],
  'postgres://u:hunter2@h/d/e': [/has a path behind the database/, /postgres:\/\/host/],
  ' postgres://u:hunter2@h/d': [/blanks around it/, /remove/],
  'postgres://u:hunter2@h/d ': [/blanks around it/, /remove/],
  'postgres://u:hunter2@h/d\n': [/blanks around it/, /remove/],
  'postgres://u:hunter2#x@h/d': [/is no address/, /# is %23/],
  'postgres://u:hunter2/x@h/d': [/is no address/, /\/ is %2F/],
  'postgres://u:hunter2@h:0x10/d': [/is no address/, /%40/],
  'postgres://u:hunter2@h:99999/d': [/is no address/, /%40/],
  'postgres://u:hunter2%@h/d': [/not percent-encoded/, /%25/],
  'postgres://u:hunter2%FF@h/d': [/not percent-encoded/, /%25/],
  'postgres://u:hunter2@a,b/d': [/several hosts/, /takes writes/],
  'postgres://u:hunter2@a:1,b:2/d': [/several hosts/, /takes writes/],
  'postgres://u:hunter2@h/d?sslmode=prefer': [/sslmode that cannot be used/, /falls back to plain text/],
  'postgres://u:hunter2@h/d?sslmode=allow': [/sslmode that cannot be used/, /falls back to plain text/],
  'postgres://u:hunter2@h/d?sslmode=no-verify': [/sslmode that cannot be used/, /require/],
  'postgres://u:hunter2@h/d?ssl=yes': [/ssl that cannot be used/, /true or false/],
  'postgres://u:hunter2@h/d?shcema=a': [/parameter "shcema"/, /schema/],
  'postgres://u:hunter2@h/d?statement_timeout=5': [/parameter "statement_timeout"/, /options/],
  'postgres://u:hunter2@h/d?schema=a"b': [/schema that cannot be used/, /plain name/],
  'postgres://u:hunter2@h/d?schema=': [/schema that cannot be used/, /plain name/],
  'postgres://u:hunter2@h/d?pool_size=0': [/pool_size that cannot be used/, /whole number/],
  'postgres://u:hunter2@h/d?pool_size=many': [/pool_size that cannot be used/, /whole number/],
  'postgres://u:hunter2@h/d?port=70000': [/port that cannot be used/, /number/],
  'postgres://u:hunter2@h/d?__proto__=1': [/parameter "__proto__"/, /sslmode/],
  'postgres://u:hunter2@h/d?schema=a&schema=b': [/has schema twice/, /one of them/],
}

for (const [text, [what, fix]] of Object.entries(refused)) {
  test(`${JSON.stringify(text)} is refused with what to write, and without the password`, () => {
    const reading = parsePostgresUrl(text)
    assert.ok(!reading.ok)
    assert.match(reading.what, what)
    assert.match(reading.fix, fix)
    assert.doesNotMatch(JSON.stringify(reading), /hunter2/)
  })
}

test('other databases are no PostgreSQL', () => {
  for (const text of ['sqlite:app.sqlite3', 'mysql://h/d', 'postgresque://h/d', 'postgres', '/postgres:/d'])
    assert.equal(isPostgresUrl(text), false, text)
})
