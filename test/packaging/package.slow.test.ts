import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { readImports } from '../../scripts/source-text.ts'
import { clientTypesApplication } from '../cli/client-types-application.ts'
import { openPlace, runCommand } from '../cli/in-process.ts'
import { type Consumer, createConsumer, tscPath } from './packed.ts'
import { startProgram } from './program.ts'

const full = createConsumer('with_dependencies')
const alone = createConsumer('alone')
after(() => {
  full.remove()
  alone.remove()
})

test('the package contains the build, and no sources, tests or scripts', () => {
  for (const path of [
    'package.json',
    'README.md',
    'LICENSE',
    'dist/index.js',
    'dist/verify.d.ts',
    'dist/cli/main.js',
  ]) {
    assert.ok(full.files.includes(path), path)
  }
  assert.ok(full.files.includes('data/common-passwords.txt.gz'))
  const strays = full.files.filter(path =>
    /^(src|test|scripts|bench|examples|docs)\/|\.test\.|\.test-d\.|\/tests\/|tsconfig|biome/.test(path),
  )
  assert.deepEqual(strays, [])
})

test('installing the package runs no script and compiles nothing', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const installed: [string, { dev?: boolean; hasInstallScript?: boolean }][] = Object.entries(lock.packages)
  const scripted = installed.filter(([, entry]) => entry.hasInstallScript === true && entry.dev !== true)
  assert.deepEqual(
    scripted.map(([path]) => path),
    [],
  )
  const own = JSON.parse(readFileSync(join(full.folder, 'node_modules/latchkey/package.json'), 'utf8'))
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) assert.equal(own.scripts[script], undefined)
})

test('the installed command serves, with its list of common passwords', async () => {
  const main = join(full.folder, 'node_modules/latchkey/dist/cli/main.js')
  const server = startProgram([main, 'serve', '--port', '0'], { cwd: full.folder, env: { PATH: process.env.PATH } })
  try {
    const [base] = await server.until(/http:\S+(?=\s)/)
    const body = JSON.stringify({ email: 'a@example.com', password: 'qwerty123', password_confirm: 'qwerty123' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${base}/api/auth/register/`, { method: 'POST', headers, body })
    assert.deepEqual(await answer.json(), { password: ['This password is too common.'] })
  } finally {
    await server.stop()
  }
})

test('the verifier works without any dependency installed', () => {
  const code = `
    import { anyAudience, anyIssuer, createVerifier } from 'latchkey/verify'
    const verify = createVerifier({
      keys: [{ algorithm: 'HS256', key: 'x'.repeat(50) }],
      issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 0,
    })
    try { verify('a.b.c') } catch (error) { console.log(error.code) }`
  writeFileSync(join(alone.folder, 'service.mjs'), code)
  const said = execFileSync(process.execPath, ['service.mjs'], { cwd: alone.folder, encoding: 'utf8' })
  assert.equal(said.trim(), 'token_not_valid')
})

test('what the package holds of latchkey/verify/web, of the guards and of latchkey/webhooks imports nothing but its own chunks', () => {
  const verifiers = ['web/web', 'guards/fastify', 'guards/express', 'guards/hono', 'guards/fetch']
  for (const entry of [...verifiers.map(name => `verify/${name}`), 'webhooks']) {
    const seen = new Set<string>()
    const walk = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      const text = readFileSync(path, 'utf8')
      assert.doesNotMatch(text, /(?<![.\w])(Buffer|process|require)\b(?=[.([])/, path)
      for (const { specifier } of readImports(text)) {
        assert.ok(specifier.startsWith('.'), `${path} imports ${specifier}`)
        walk(join(dirname(path), specifier))
      }
    }
    walk(join(full.folder, 'node_modules/latchkey/dist', `${entry}.js`))
    assert.ok(seen.size > 0)
  }
})

test('every entry point has types that a strict consumer accepts', () => {
  const entryPoints = [
    'latchkey',
    'latchkey/verify',
    'latchkey/verify/web',
    'latchkey/verify/fastify',
    'latchkey/verify/express',
    'latchkey/verify/hono',
    'latchkey/verify/fetch',
    'latchkey/webhooks',
    'latchkey/fastify',
    'latchkey/express',
    'latchkey/fetch',
    'latchkey/hono',
    'latchkey/nest',
    'latchkey/next',
    'latchkey/server',
    'latchkey/websocket',
    'latchkey/client',
    'latchkey/react',
    'latchkey/testing',
  ]
  const code = entryPoints
    .map((entryPoint, index) => `import * as entryPoint${index} from '${entryPoint}'\nvoid entryPoint${index}\n`)
    .join('')
  compile(
    full,
    `${code}
    import { createAuth, defineConfig, openSqliteStore, resolveSettings, type User } from 'latchkey'
    export const config = defineConfig({ tokenClaims: (user: User) => ({ staff: user.isStaff }) })
    const settings = resolveSettings([{ source: 'app', values: { secretKey: 'x'.repeat(50) } }])
    defineConfig({ apiKeyHeader: 'X-Key', social: { google: { clientId: 'id' } } })
    // @ts-expect-error settings of features are typed too
    defineConfig({ apiKeyHeader: 1 })
    export const auth = await createAuth({ settings, store: openSqliteStore(':memory:', settings) })
    // @ts-expect-error a misspelt setting does not compile
    defineConfig({ accessTokenLifetme: '5m' })
  `,
  )
})

// What a project without @types/node declares: nothing, or the DOM.
for (const lib of [['es2022'], ['es2022', 'dom']]) {
  for (const module of ['nodenext', 'esnext']) {
    test(`the client and the verifier compile without the types of Node: ${lib.join(' and ')}, ${module}`, () => {
      const moduleResolution = module === 'esnext' ? 'bundler' : module
      compile(alone, withoutNode, { lib, types: [], module, moduleResolution, target: 'es2022' })
    })
  }
}

const withoutNode = `
  import { createClient } from 'latchkey/client'
  import {
    anyAudience, anyIssuer, createRemoteVerifier, createVerifier, createVerifyingKeyring, keyringFromJwks, type KeyMaterial,
  } from 'latchkey/verify'
  import { createGuard } from 'latchkey/verify/fetch'
  import { createRevocationFeed, createVerifier as createWebVerifier } from 'latchkey/verify/web'

  const client = createClient<{ readonly phone: string }, { readonly team: string }>({ url: 'https://api.example.com' })
  const outcome = await client.login({ email: 'a@example.com', password: 'x' })
  export const phone: string | undefined = outcome.kind === 'signed_in' ? outcome.user.phone : undefined
  export const team: string | undefined = client.claims()?.team
  const orders = await client.fetch('/api/orders/', { method: 'POST', headers: { accept: 'text/plain' }, body: '{}' })
  export const text: string = await orders.text()
  // @ts-expect-error the status is a number, not whatever is asked for
  export const status: string = orders.status

  const material: KeyMaterial = 'x'.repeat(50)
  // @ts-expect-error an object that is neither a JWK nor a key
  export const wrong: KeyMaterial = { type: 'secret' }
  const checks = { issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 0 } as const
  export const verify = createVerifier({ keys: createVerifyingKeyring([{ algorithm: 'HS256', key: material }]), ...checks })
  export const published = createVerifier({ keys: keyringFromJwks({ keys: [] }), ...checks })
  const revocations = createRevocationFeed({ url: 'https://auth.example.com/', token: 'x'.repeat(32), waitUntil: work => void work })
  export const web = createWebVerifier({ keys: [{ algorithm: 'HS256', key: 'x'.repeat(50) }], ...checks, revocations })
  export const guard = createGuard(web)
  const jwksUrl = 'https://auth.example.com/.well-known/jwks.json'
  export const remote = createRemoteVerifier({ jwksUrl, algorithm: 'ES256', ...checks, onEvent: event => void event.name })
  export const subject: string = (await remote('a.b.c')).userId
`

test('with the types of the DOM the client speaks its fetch, Request and Response', () => {
  const code = `
    import { createClient } from 'latchkey/client'
    const client = createClient({ mode: 'cookies', fetch: globalThis.fetch, locks: navigator.locks })
    const init: RequestInit = { signal: AbortSignal.timeout(5), headers: new Headers() }
    export const response: Response = await client.fetch(new URL('https://example.com/'), init)
    // @ts-expect-error what no request can have
    await client.fetch('/', { credentials: 'sometimes' })
  `
  compile(alone, code, { lib: ['esnext', 'dom'], types: [], module: 'esnext', moduleResolution: 'bundler' })
})

test('the hooks give the users of the registered client', () => {
  const code = `
    import { createClient, type WireUser } from 'latchkey/client'
    import { AuthProvider, useAuth, useUser } from 'latchkey/react'
    import { createElement } from 'react'
    const client = createClient<{ readonly phone_number: string }>({ mode: 'cookies' })
    declare module 'latchkey/react' {
      interface Register { readonly client: typeof client }
    }
    export const phone = (): string | undefined => useUser()?.phone_number
    // @ts-expect-error a field that was not named
    export const fax = (): unknown => useUser()?.fax
    export const used = (): typeof client => useAuth().client
    export const app = createElement(AuthProvider, { client })
    // @ts-expect-error another client than the registered one
    export const other = createElement(AuthProvider, { client: createClient() })
  `
  compile(full, code, { lib: ['esnext', 'dom'], types: [], module: 'esnext', moduleResolution: 'bundler' })
})

test('what client-types prints compiles, and types the calls of a configuration with fields of its own', async t => {
  const place = openPlace(t)
  writeFileSync(join(place.folder, 'latchkey.config.mjs'), clientTypesApplication)
  const { stdout } = await runCommand('latchkey client-types', place)
  writeFileSync(join(full.folder, 'latchkey-client.d.ts'), stdout)
  const code = `
    import { createCall, createClient } from 'latchkey/client'
    import type { Claims, Endpoints, RowClaims, UserFields } from './latchkey-client.js'
    const client = createClient<UserFields, Claims>({ url: 'https://api.example.com' })
    const seen = await client.profile()
    export const phone: string | null | undefined = seen.kind === 'profile' ? seen.user.phone_number : undefined
    // @ts-expect-error a field that the configuration has not
    export const fax: unknown = seen.kind === 'profile' ? seen.user.fax : undefined
    export const team: string | undefined = client.claims()?.team
    export const isEditor: boolean | undefined = client.claims()?.roles?.includes('editor')
    // @ts-expect-error no such role
    export const isKing: unknown = client.claims()?.roles?.includes('king')
    const paths = { login: '/api/desk-token/' }
    const desk = createClient<UserFields, RowClaims['POST /api/desk-token/']>({ paths }).claims()
    export const number: number | undefined = desk?.desk
    export const isHigh: boolean = desk?.level === 'high' && desk.team !== undefined
    // @ts-expect-error no such level, in the tokens of this row
    export const isMiddle: boolean = desk?.level === 'middle'
    // @ts-expect-error a row whose claims are those of all
    export type Login = RowClaims['POST /api/auth/login/']

    const call = createCall<Endpoints>(client)
    const made = await call('POST /api/notes/', { body: { text: 'Hello' } })
    export const id: number | undefined = made.kind === 'called' ? made.data.id : undefined
    if (made.kind === 'refused') made.body satisfies unknown
    // @ts-expect-error a note has a text
    await call('POST /api/notes/', { body: { title: 'Hello' } })
    // @ts-expect-error a note has a body
    await call('POST /api/notes/')
    const shown = await call('GET /api/notes/{id}/', { params: { id: 1 }, signal: AbortSignal.timeout(5) })
    // @ts-expect-error an answer has no such member
    if (shown.kind === 'called') shown.data.title
    // @ts-expect-error the path has an id
    await call('GET /api/notes/{id}/', {})
    const list = await call('GET /api/notes/', { query: { page: '2' } })
    export const texts = list.kind === 'called' ? list.data.results.map(note => note.text) : []
    // @ts-expect-error a query that the row does not read
    await call('GET /api/notes/', { query: { pages: 2 } })
    // @ts-expect-error no such row
    await call('GET /api/nothing/')
    await call('POST /api/auth/register/', {
      body: { email: 'a@example.com', password: 'x', password_confirm: 'x', phone_number: '12' },
    })
    // @ts-expect-error users cannot make themselves premium
    await call('PATCH /api/auth/profile/', { body: { is_premium: true } })
  `
  compile(full, code, { exactOptionalPropertyTypes: true })
})

test('with the types of Node a KeyObject is taken as a key', () => {
  const code = `
    import { createPublicKey, type KeyObject } from 'node:crypto'
    import { createVerifyingKeyring } from 'latchkey/verify'
    const key: KeyObject = createPublicKey('pem')
    export const ring = createVerifyingKeyring([{ algorithm: 'ES256', key }])
  `
  compile(full, code)
})

function compile({ folder }: Consumer, code: string, more: Readonly<Record<string, unknown>> = {}): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(folder, 'app.ts'), code)
  const options = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'esnext',
    skipLibCheck: false,
    types: ['node'],
    ...more,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['app.ts'] }))
  try {
    execFileSync(process.execPath, [tscPath, '-p', '.'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    assert.fail(String(error instanceof Error && 'stdout' in error ? error.stdout : error))
  }
}
