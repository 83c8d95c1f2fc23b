import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Consumer, createConsumer, tscPath } from './packed.ts'

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
    /^(src|test|scripts|bench|examples|docs)\/|\.test\.|tsconfig|biome/.test(path),
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
  const child = spawn(process.execPath, [main, 'serve', '--port', '0'], {
    cwd: full.folder,
    env: { PATH: process.env.PATH },
  })
  try {
    const [said] = await once(child.stdout, 'data')
    const base = /http:\S+/.exec(String(said))?.[0]
    const body = JSON.stringify({ email: 'a@example.com', password: 'qwerty123', password_confirm: 'qwerty123' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${base}/api/auth/register/`, { method: 'POST', headers, body })
    assert.deepEqual(await answer.json(), { password: ['This password is too common.'] })
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
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

test('every entry point has types that a strict consumer accepts', () => {
  const entryPoints = [
    'latchkey',
    'latchkey/verify',
    'latchkey/fastify',
    'latchkey/server',
    'latchkey/websocket',
    'latchkey/client',
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

test('the client has types that a browser project accepts, without the types of Node', () => {
  compile(
    full,
    `import { createClient } from 'latchkey/client'\nexport const client = createClient({ mode: 'cookies' })`,
    {
      lib: ['esnext', 'dom'],
      types: [],
      module: 'esnext',
      moduleResolution: 'bundler',
    },
  )
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
