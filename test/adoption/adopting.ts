/** A Django of the tests beside an empty Latchkey, as its operator has them: commands, both databases, and requests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { defineUserFields } from '../../src/accounts/user-fields.ts'
import { type Auth, createAuth } from '../../src/auth.ts'
import type { MapOptions } from '../../src/django/map-options.ts'
import { type OpenedDjango, openDjango } from '../../src/django/open-django.ts'
import type { AdoptionParts, FollowedRound } from '../../src/features/adoption/parts.ts'
import { charField } from '../../src/fields/char-field.ts'
import { readOnlyField } from '../../src/fields/read-only-field.ts'
import { systemClock } from '../../src/ports/defaults/clock.ts'
import { lastingTimer } from '../../src/ports/defaults/timer.ts'
import type { Config, Settings } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'
import type { Store } from '../../src/store.ts'
import { openStore } from '../../src/stores/open-store.ts'
import { makeShop, type Shop, type ShopEngine, type ShopKind } from '../../src/testing/django-shop.ts'
import { createTestDatabase } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestClient, type TestClient } from '../../src/testing/test-client.ts'

export interface AdoptingOptions {
  readonly kind: ShopKind
  readonly engine: ShopEngine
  /** Latchkey's own database; SQLite by default. */
  readonly into?: 'sqlite' | 'postgres'
  readonly count?: number
  /** Of the Django. */
  readonly env?: Readonly<Record<string, string>>
  readonly config?: Config
}

export interface Adopting {
  readonly shop: Shop
  readonly folder: string
  readonly settings: Settings
  readonly store: Store
  /** What `followed` and `remark` told. */
  readonly rounds: readonly FollowedRound[]
  readonly remarks: readonly string[]
  openDjango(map?: MapOptions): Promise<OpenedDjango>
  /** As one process has them. */
  parts(django: OpenedDjango, signal?: AbortSignal): AdoptionParts
  /** A server on the same database. */
  serve(): Promise<Auth & TestClient>
  /** `latchkey ...`, in a process of its own. */
  start(...words: string[]): Latchkey
  /** The same, to its end. */
  run(...words: string[]): Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Latchkey {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once its output contains this. */
  until(text: string): Promise<void>
}

export async function setUpAdoption(t: TestContext, options: AdoptingOptions): Promise<Adopting> {
  const { kind, engine, into = 'sqlite', count, env, config } = options
  // An id that is too large keeps a project from moving at all.
  const shop = await makeShop({
    kind,
    engine,
    ...(count !== undefined && { count }),
    env: { SHOP_BIG_ID: '0', ...env },
  })
  t.after(shop.drop)
  const folder = temporaryFolder(t)
  const databaseUrl = into === 'sqlite' ? `sqlite:${join(folder, 'data.sqlite3')}` : await createTestDatabase(t)
  const values: Config = {
    ...configs[kind],
    databaseUrl,
    djangoDatabaseUrl: shop.url,
    signingKey: shop.facts.key,
    ...cheap,
    ...config,
  }
  const settings = resolveSettings([{ source: 'test', values }])
  const store = await openStore(databaseUrl, settings)
  t.after(() => store.close())
  const rounds: FollowedRound[] = []
  const remarks: string[] = []
  const start = (...words: string[]) => startLatchkey(t, { folder, words, env: environmentOf(values) })
  return {
    shop,
    folder,
    settings,
    store,
    rounds,
    remarks,
    async openDjango(map = {}) {
      const django = await openDjango(shop.url, { folder, map })
      t.after(() => django.close())
      return django
    },
    parts: (django, signal) => ({
      django,
      store: store.adoption,
      clock: systemClock,
      timer: lastingTimer,
      worker: randomBytes(4).toString('hex'),
      foreignLifetime: Math.max(settings.refreshTokenLifetime, settings.slidingTokenRefreshLifetime),
      signal,
      report: {
        progress() {},
        remark: text => void remarks.push(text),
        followed: round => void rounds.push(round),
      },
    }),
    async serve() {
      const own = await openStore(databaseUrl, settings)
      const auth = await createAuth({ settings, store: own })
      t.after(() => auth.close())
      return { ...auth, ...createTestClient(auth.dispatch) }
    },
    start,
    run: async (...words) => await start(...words).ended,
  }
}

const cheap: Config = {
  secretKey: 'a secret that tests share, and that protects nothing at all',
  passwordMemory: 64,
  passwordIterations: 1,
  passwordParallelism: 1,
  throttling: false,
}

const person = defineUserFields(
  z.object({
    phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
    date_of_birth: charField({ required: false, allowNull: true }),
    is_premium: readOnlyField('boolean'),
  }),
)

/** SIMPLE_JWT of the shop, as the check writes it. */
const simpleJwt: Config = {
  compat: 'simplejwt',
  rotateRefreshTokens: true,
  blacklistAfterRotation: true,
  accessTokenLifetime: '1h',
  refreshTokenLifetime: '7d',
  slidingTokenLifetime: '1h',
  slidingTokenRefreshLifetime: '1d',
  authTokenClasses: ['access', 'sliding'],
}

const configs: Readonly<Record<ShopKind, Config>> = {
  auth: { ...simpleJwt, accounts: 'username' },
  email: { ...simpleJwt, accounts: 'email' },
  uuid: { ...simpleJwt, accounts: 'username', userIds: 'uuid', userFields: person },
}

/** The settings of these tests, as a shell has them. */
function environmentOf(values: Config): Readonly<Record<string, string>> {
  const named = Object.entries(values)
  return Object.fromEntries(
    named.map(([name, value]) => [
      variables[name] ?? `LATCHKEY_${name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`,
      String(value),
    ]),
  )
}

const variables: Readonly<Record<string, string>> = { databaseUrl: 'DATABASE_URL', secretKey: 'SECRET_KEY' }

const main = join(import.meta.dirname, '../../src/cli/main.ts')

function startLatchkey(
  t: TestContext,
  { folder, words, env }: { folder: string; words: readonly string[]; env: Readonly<Record<string, string>> },
): Latchkey {
  const child = spawn(process.execPath, ['--conditions=latchkey-source', main, ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', text => {
      said[name] += text
    })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }))
  return {
    process: child,
    ended,
    async until(text) {
      while (!`${said.stdout}${said.stderr}`.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`it ended without "${text}": ${said.stdout}${said.stderr}`)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
  }
}
