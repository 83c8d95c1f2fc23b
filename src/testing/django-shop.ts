/**
 * Living databases of a real Django with SimpleJWT and allauth, as teams have them. The project that makes them is
 * `test/adoption/shop/`; its packages are those of Debian, which `.ci/run` installs. It is served by `django-server.ts`.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { systemClock } from '../ports/defaults/clock.ts'

export type ShopKind = 'auth' | 'email' | 'uuid'
export type ShopEngine = 'sqlite' | 'postgres' | 'mysql'

export const shopKinds: readonly ShopKind[] = ['auth', 'email', 'uuid']
export const shopEngines: readonly ShopEngine[] = ['sqlite', 'postgres', 'mysql']

export interface ShopOptions {
  /** `auth`: Django's own User. `email`: AbstractBaseUser. `uuid`: AbstractUser with a UUID key in the table `people`. */
  readonly kind: ShopKind
  readonly engine: ShopEngine
  /** Ordinary users, beside some fifty peculiar ones; 20. */
  readonly count?: number
  /** `SHOP_TZ`, `SHOP_ACCESS` ...: the head of `test/adoption/shop/shop/settings.py`. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Shop {
  /** `sqlite:FILE`, `postgres://...` or `mysql://...`. */
  readonly url: string
  readonly kind: ShopKind
  readonly env: Readonly<Record<string, string>>
  readonly facts: ShopFacts
  /** Deletes the database. */
  drop(): Promise<void>
}

/** What the project wrote down of what it made, and what Django itself says of its tokens. */
export interface ShopFacts {
  readonly facts: {
    readonly kind: ShopKind
    readonly vendor: 'sqlite' | 'postgresql' | 'mysql'
    readonly users: number
    readonly outstanding: number
    readonly outstanding_without_user: number
    readonly blacklisted: number
    readonly groups: number
  }
  readonly login_field: 'username' | 'email'
  /** Accounts that this engine did not take, and why. */
  readonly refused: readonly (readonly [key: string, why: string])[]
  readonly accounts: Readonly<Record<string, ShopAccount>>
  readonly tokens: Readonly<Record<string, ShopToken>>
  readonly other: {
    readonly sessionid: string
    readonly password_reset: { readonly uid: string; readonly token: string }
  }
  readonly key: string
}

export interface ShopAccount {
  readonly id: string
  readonly login: string
  /** `null`: no password logs in. */
  readonly password: string | null
  readonly hash: string
  readonly active: boolean
  readonly usable: boolean
  readonly deleted?: true
}

export interface ShopToken {
  readonly token: string
  /** A key of `accounts`. */
  readonly account: string
  readonly what: string
  readonly django_me?: readonly [status: number, body: unknown]
  readonly django_verify: readonly [status: number, body: unknown]
}

export const shopFolder: string = fileURLToPath(new URL('../../test/adoption/shop/', import.meta.url))
/** Debian's, which sees Debian's packages; not the first one of the PATH. */
export const shopPython = '/usr/bin/python3'

const run = promisify(execFile)
const packages = ['django', 'rest_framework', 'rest_framework_simplejwt', 'allauth', 'psycopg2', 'MySQLdb', 'gunicorn']
/** The access tokens that a shop gives out live an hour: a kept one is younger than this, in ms. */
const keptFor = 40 * 60_000
const big = 64 * 1024 * 1024

let answer: Promise<string | false> | undefined

/** For `skip`: says loudly why, or `false`. Asked once a process. */
export function whyNoDjangoShop(): Promise<string | false> {
  answer ??= findWhatIsMissing()
  return answer
}

async function findWhatIsMissing(): Promise<string | false> {
  const script = packages.map(name => `import ${name}`).join('\n')
  const questions: readonly (readonly [string, readonly string[], string])[] = [
    [shopPython, ['-c', script], `${shopPython} has not all of ${packages.join(', ')} (.ci/run installs them)`],
    ['psql', [...psqlAccess, '-d', 'postgres', '-c', 'SELECT 1'], 'no PostgreSQL answers at 127.0.0.1:5432'],
    ['mysql', [...mysqlAccess, '-e', 'SELECT 1'], 'no MariaDB answers at 127.0.0.1:3306'],
  ]
  for (const [program, words, why] of questions) {
    try {
      await run(program, [...words])
    } catch (error) {
      return `${why}: ${String((error as Error).message)
        .trim()
        .split('\n')
        .at(-1)}`
    }
  }
  return false
}

/**
 * A database of its own, filled, with its tokens alive. Making one takes Django some eight seconds, so small ones are kept
 * for some minutes and copied, also for other processes.
 */
export async function makeShop({ kind, engine, count = 20, env = {} }: ShopOptions): Promise<Shop> {
  const work = await mkdtemp(join(tmpdir(), 'latchkey-shop-'))
  const url = emptyPlaces[engine](work)
  const drop = async () => {
    await removeDatabase(url)
    await rm(work, { recursive: true, force: true })
  }
  const facts = join(work, 'OUT.json')
  const make = async (at: string, out: string) => {
    const words = [
      ...shopEnvironment({ kind, url: at, env }),
      join(shopFolder, 'make.sh'),
      kind,
      at,
      out,
      String(count),
    ]
    await run('/usr/bin/env', words, { maxBuffer: big })
  }
  try {
    if (count > 1000) await make(url, facts)
    else {
      const kept = join(keptFolder(), hashOf([kind, engine, count, env]))
      await withLock(`${kept}.lock`, () => keepShop(kept, url, make))
      await copyFile(`${kept}.json`, facts)
      await restoreDatabase(`${kept}.data`, url)
    }
    const read: ShopFacts = JSON.parse(await readFile(facts, 'utf8'))
    return { url, kind, env, facts: read, drop }
  } catch (error) {
    await drop()
    throw error
  }
}

/** Words for `/usr/bin/env`, behind which a program runs that knows the shop, and beside that what this process knows. */
export function shopEnvironment({ kind, url, env }: Pick<Shop, 'kind' | 'url' | 'env'>): readonly string[] {
  const all = { PYTHONDONTWRITEBYTECODE: '1', ...env, SHOP_USER: kind, SHOP_DB: url }
  return Object.entries(all).map(([name, value]) => `${name}=${value}`)
}

/** Runs `manage.py` of the project on the shop, and gives what it printed. */
export async function manageShop(shop: Pick<Shop, 'kind' | 'url' | 'env'>, ...words: string[]): Promise<string> {
  const all = [...shopEnvironment(shop), shopPython, 'manage.py', ...words]
  const { stdout } = await run('/usr/bin/env', all, { cwd: shopFolder, maxBuffer: big })
  return stdout
}

const psqlAccess = ['-h', '127.0.0.1', '-p', '5432', '-U', 'postgres', '-q', '-v', 'ON_ERROR_STOP=1']
const mysqlAccess = ['-h127.0.0.1', '-P3306', '-uroot']

/** Names that no other process has. */
const emptyPlaces: Readonly<Record<ShopEngine, (folder: string) => string>> = {
  sqlite: folder => `sqlite:${join(folder, 'shop.sqlite3')}`,
  postgres: () => `postgres://postgres@127.0.0.1:5432/${freeName()}`,
  mysql: () => `mysql://root@127.0.0.1:3306/${freeName()}`,
}

let names = 0

function freeName(): string {
  names += 1
  return `latchkey_shop_${process.pid}_${names}`
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function removeDatabase(url: string): Promise<void> {
  if (url.startsWith('postgres:'))
    await run('psql', [...psqlAccess, '-d', 'postgres', '-c', `DROP DATABASE IF EXISTS ${nameOf(url)} WITH (FORCE)`])
  if (url.startsWith('mysql:')) await run('mysql', [...mysqlAccess, '-e', `DROP DATABASE IF EXISTS ${nameOf(url)}`])
}

async function restoreDatabase(file: string, url: string): Promise<void> {
  if (url.startsWith('sqlite:')) return copyFile(file, url.slice('sqlite:'.length))
  // One that ended early may have left its own behind.
  await removeDatabase(url)
  const name = nameOf(url)
  const isPostgres = url.startsWith('postgres:')
  if (isPostgres) await run('psql', [...psqlAccess, '-d', 'postgres', '-c', `CREATE DATABASE ${name}`])
  else await run('mysql', [...mysqlAccess, '-e', `CREATE DATABASE ${name} CHARACTER SET utf8mb4`])
  const reading = isPostgres ? run('psql', [...psqlAccess, '-d', name]) : run('mysql', [...mysqlAccess, name])
  await pipeline(createReadStream(file), reading.child.stdin ?? process.stdout)
  await reading
}

async function dumpDatabase(url: string, file: string): Promise<void> {
  if (url.startsWith('sqlite:')) return copyFile(url.slice('sqlite:'.length), file)
  const [program, words] = url.startsWith('postgres:')
    ? ['pg_dump', ['-h', '127.0.0.1', '-p', '5432', '-U', 'postgres', nameOf(url)]]
    : ['mysqldump', [...mysqlAccess, '--skip-comments', '--hex-blob', nameOf(url)]]
  const writing = run(program as string, words as string[], { maxBuffer: big })
  await Promise.all([pipeline(writing.child.stdout ?? process.stdin, createWriteStream(file)), writing])
}

/** Sees to it that the files are there and young: `.json` is written last. */
async function keepShop(kept: string, url: string, make: (url: string, out: string) => Promise<void>): Promise<void> {
  const made = await stat(`${kept}.json`).catch(() => undefined)
  if (made !== undefined && systemClock.now() - made.mtimeMs < keptFor) return
  await rm(`${kept}.json`, { force: true })
  await make(url, `${kept}.new`)
  await dumpDatabase(url, `${kept}.data`)
  await removeDatabase(url)
  await rename(`${kept}.new`, `${kept}.json`)
}

function keptFolder(): string {
  return join(tmpdir(), `latchkey-shops-${userInfo().username}`)
}

/** Another project, another shop. */
function hashOf(options: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(options))
  const files = readdirSync(shopFolder, { recursive: true, encoding: 'utf8' }).filter(name => /\.(?:py|sh)$/.test(name))
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(shopFolder, name)))
  return hash.digest('hex').slice(0, 24)
}

/** Among processes. One that died with the lock in its hand loses it after two minutes. */
async function withLock(folder: string, work: () => Promise<void>): Promise<void> {
  await mkdir(keptFolder(), { recursive: true })
  while (!(await takeLock(folder))) await new Promise(resolve => setTimeout(resolve, 100))
  try {
    await work()
  } finally {
    await rmdir(folder)
  }
}

async function takeLock(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch {
    const held = await stat(folder).catch(() => undefined)
    if (held !== undefined && systemClock.now() - held.mtimeMs > 120_000)
      await rm(folder, { recursive: true, force: true })
    return false
  }
}
