/** The two sides as processes, and the commands between them. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { type ShopServer, serveShop } from '../../../src/testing/django-server.ts'
import { makeShop, type Shop } from '../../../src/testing/django-shop.ts'
import { createTestSchema } from '../../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../../src/testing/temporary-folder.ts'
import { type Ended, type Environment, type Running, run, start } from '../../faults/command-line.ts'
import { type ServerProcess, startServer } from '../../faults/server-process.ts'
import type { ProofOptions } from './options.ts'
import { djangoSide, latchkeySide, type Side } from './sides.ts'

export interface Stage {
  readonly shop: Shop
  readonly django: Side
  readonly latchkey: Side
  startDjango(): Promise<void>
  killDjango(): Promise<void>
  startLatchkey(): Promise<void>
  killLatchkey(): Promise<void>
  startFollower(): void
  killFollower(): Promise<void>
  /** `latchkey adopt ...`, run to its end. */
  adopt(...words: string[]): Promise<Ended>
  /** Whether the cookie session that Django gave before all this is alive. */
  isCookieSessionAlive(): Promise<boolean>
  /** Stored hashes of accounts that no one lives in. */
  storedHashes(): Promise<string>
  /** What Latchkey's processes logged. */
  logged(): string
  /** Forgets at Latchkey that there is a Django: what a move by hand would be. `spent`: forgets spent tokens, too. */
  takeOutTheRules(and?: 'spent'): Promise<void>
}

/** Django's access tokens live so long, in seconds; its refresh tokens are long enough for the whole story. */
const accessLife = 3
const refreshLife = 3600

export async function setStage(t: TestContext, { engine, target, compat }: ProofOptions): Promise<Stage> {
  const settings = { SHOP_LIVE: '1', SHOP_ACCESS: String(accessLife), SHOP_REFRESH: String(refreshLife) }
  const shop = await makeShop({ kind: 'auth', engine, count: 50, env: settings })
  t.after(() => shop.drop())
  const folder = temporaryFolder(t)
  const path = join(folder, 'app.sqlite3')
  const databaseUrl = target === 'sqlite' ? `sqlite:${path}` : await createTestSchema(t)
  const env = { ...environmentOf(shop), ...(compat ? asSimpleJwt : {}), DATABASE_URL: databaseUrl }
  const django = djangoProcess(t, shop)
  const latchkey = latchkeyProcess(t, folder, env)
  return {
    shop,
    django: djangoSide(django.base),
    latchkey: latchkeySide(latchkey.base, operatorOf(shop, latchkey.base)),
    startDjango: django.start,
    killDjango: django.kill,
    startLatchkey: latchkey.start,
    killLatchkey: latchkey.kill,
    ...followerProcess(t, shop, { folder, env }),
    adopt: (...words) => run(['adopt', ...words], { folder, env }),
    async isCookieSessionAlive() {
      const headers = { cookie: `sessionid=${shop.facts.other.sessionid}` }
      const answer = (await (await fetch(`${django.base()}/me-session/`, { headers })).json()) as {
        name: string | null
      }
      return answer.name !== null
    },
    logged: latchkey.logged,
    storedHashes: async () => await (await fetch(`${django.base()}/live/hashes/`)).text(),
    async takeOutTheRules(and) {
      if (target !== 'sqlite') throw new TypeError('controls run on SQLite')
      latchkey.forgetDjango()
      forgetAdoption(path, and === 'spent')
    },
  }
}

function environmentOf(shop: Shop): Environment {
  return {
    SECRET_KEY: 'A0-proof-of-an-adoption/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4',
    LATCHKEY_SIGNING_KEY: shop.facts.key,
    LATCHKEY_ACCOUNTS: 'username',
    // The shop has twins whose names differ in their Unicode form alone.
    LATCHKEY_USERNAME_FORM: 'exact',
    LATCHKEY_AUTH_TOKEN_CLASSES: 'access,sliding',
    LATCHKEY_ACCESS_TOKEN_LIFETIME: `${accessLife}s`,
    LATCHKEY_REFRESH_TOKEN_LIFETIME: `${refreshLife}s`,
    LATCHKEY_REFRESH_GRACE: '1s',
    LATCHKEY_PASSWORD_HASHER: 'pbkdf2_sha256',
    LATCHKEY_PBKDF2_ITERATIONS: '1000',
    LATCHKEY_DJANGO_DATABASE_URL: shop.url,
  }
}

/** What the shop's own SIMPLE_JWT says beside the lifetimes; the console's API is for the operator of the story. */
const asSimpleJwt: Environment = {
  LATCHKEY_COMPAT: 'simplejwt',
  LATCHKEY_REFRESH_GRACE: '0s',
  LATCHKEY_ROTATE_REFRESH_TOKENS: 'true',
  LATCHKEY_BLACKLIST_AFTER_ROTATION: 'true',
  LATCHKEY_UPDATE_LAST_LOGIN: 'true',
  LATCHKEY_CONSOLE: 'on',
}

function djangoProcess(t: TestContext, shop: Shop) {
  let server: ShopServer | undefined
  t.after(() => server?.kill())
  return {
    base: () => server?.base ?? nowhere,
    /** Where it was before, so that clients find it again. */
    async start() {
      server = await serveShop(shop, server === undefined ? {} : { port: Number(new URL(server.base).port) })
    },
    kill: async () => await server?.kill(),
  }
}

function latchkeyProcess(t: TestContext, folder: string, env: Environment) {
  let server: ServerProcess | undefined
  let given = env
  const servers: ServerProcess[] = []
  return {
    base: () => server?.url ?? nowhere,
    logged: () => servers.map(each => each.stderr() + each.stdout()).join(''),
    async start() {
      server = await startServer(t, folder, { ...given, PORT: String(server?.port ?? 0) })
      servers.push(server)
    },
    async kill() {
      server?.signal('SIGKILL')
      await server?.ended
    },
    forgetDjango() {
      const { LATCHKEY_DJANGO_DATABASE_URL: _, ...bare } = env
      given = bare
    },
  }
}

function followerProcess(
  t: TestContext,
  shop: Shop,
  place: { folder: string; env: Environment },
): Pick<Stage, 'startFollower' | 'killFollower'> {
  let follower: Running | undefined
  const killFollower = async () => {
    follower?.child.kill('SIGKILL')
    await follower?.ended
  }
  t.after(killFollower)
  return {
    startFollower() {
      follower = start(['adopt', 'django', shop.url, '--follow'], place)
    },
    killFollower,
  }
}

/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:9'

/** An access token of the superuser, renewed before it expires. */
function operatorOf(shop: Shop, base: () => string): () => Promise<string> {
  const root = shop.facts.accounts.root
  const side = latchkeySide(base, () => Promise.reject(new TypeError('the operator has no operator')))
  let token: { access: string; until: number } | undefined
  return async () => {
    if (token === undefined || token.until < Date.now()) {
      const { body } = await side.login({ name: root?.login ?? '', password: root?.password ?? '' })
      token = { access: String(body.access), until: Date.now() + (accessLife * 1000) / 2 }
    }
    return token.access
  }
}

/** What the rules stand on is taken out of the file. */
function forgetAdoption(path: string, andSpent: boolean): void {
  const database = new DatabaseSync(path, { timeout: 5000 })
  const triggers = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'adoption%'")
    .all()
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${String(name)}"`)
  database.exec("DELETE FROM facts WHERE name LIKE 'adoption%'")
  if (andSpent) database.exec('DELETE FROM spent_tokens')
  database.close()
}
