/**
 * The lowest versions that the peer ranges promise: what is tested with the newest runs again with them, and what the
 * package declares compiles beside their types.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { browserTest } from '../browser/browser.ts'
import { visitReactPage } from '../browser/react-page.ts'
import { pack, root, tscPath } from './packed.ts'

const lowest: Readonly<Record<string, string>> = {
  '@nestjs/common': '11.0.0',
  '@nestjs/core': '11.0.0',
  fastify: '5.0.0',
  hono: '4.0.0',
  ioredis: '6.0.0',
  mysql2: '3.17.0',
  pg: '8.16.0',
  react: '18.0.0',
}
/** What the tests need beside them, as old as it has to be. */
const others = [
  '@nestjs/platform-express@~11.0',
  '@nestjs/platform-fastify@~11.0',
  'rxjs@7',
  'reflect-metadata@0.2',
  '@hono/node-server@1.8.0',
  'react-dom@18.0.0',
  '@types/react@18',
]
const folder = mkdtempSync(join(tmpdir(), 'latchkey-older-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--silent', '--ignore-scripts']
const peers = Object.entries(lowest).map(([name, version]) => `${name}@${version}`)
// With the package itself: npm refuses what is outside of its peer ranges.
execFileSync('npm', ['install', ...flags, pack(), ...peers, ...others], { cwd: folder, stdio: 'pipe' })

/** Who asks for one of them gets that of the folder, by `import` and by `require`; those of the folder have their own. */
writeFileSync(
  join(folder, 'hook.mjs'),
  `import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const names = ${JSON.stringify([...Object.keys(lowest), ...others.map(name => name.replace(/@[~\d.]+$/, ''))])}
const packageOf = specifier => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
const here = new URL('.', import.meta.url).href
const require = createRequire(import.meta.url)
let isInside = false
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = !isInside && !context.parentURL?.startsWith(here) && names.includes(packageOf(specifier))
    if (!isOurs) return next(specifier, context)
    if (!context.conditions.includes('require')) return next(specifier, { ...context, parentURL: import.meta.url })
    isInside = true
    try {
      return { url: pathToFileURL(require.resolve(specifier)).href, format: 'commonjs', shortCircuit: true }
    } finally {
      isInside = false
    }
  },
})
`,
)

function run(...words: string[]): string {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const all = ['--import', join(folder, 'hook.mjs'), '--conditions=latchkey-source', ...words]
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: root, env, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  return stdout
}

test('every peer of the package is here, in the lowest version of its range', () => {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const lows = Object.entries<string>(peerDependencies).map(([name, range]) => {
    const [major, minor = '0', patch = '0'] = range.replace(/^(?:>=|\^)/, '').split('.')
    return [name, `${major}.${minor}.${patch}`]
  })
  assert.deepEqual(Object.fromEntries(lows), lowest)
})

test('the hook leads to them', () => {
  const code = `
    import { createRequire } from 'node:module'
    import { readFileSync } from 'node:fs'
    import { fileURLToPath } from 'node:url'
    const paths = ${JSON.stringify(Object.keys(lowest))}.flatMap(name => [
      fileURLToPath(import.meta.resolve(name)), createRequire(import.meta.url).resolve(name),
    ])
    console.log(JSON.stringify(paths))`
  const paths: readonly string[] = JSON.parse(run('--input-type=module', '-e', code))
  assert.equal(paths.length, 2 * Object.keys(lowest).length)
  for (const path of paths) assert.ok(path.includes(folder), path)
})

for (const file of [
  'src/adapters/nest.test.ts',
  'src/client/tests/react-on-a-server.test.ts',
  'src/adapters/hono.test.ts',
  'src/adapters/fastify.test.ts',
  'src/adapters/base-path.test.ts',
  'src/adapters/addresses.test.ts',
  'src/adapters/parsed-body.test.ts',
  'src/features/sockets/tests/mounted-sockets.test.ts',
  'src/verify/guards/tests/verify-guard-contract.test.ts',
  'src/redis/open-redis.test.ts',
  'src/stores/postgres/start.test.ts',
  'src/stores/postgres/resources.test.ts',
  'src/django/tests/drivers.slow.test.ts',
]) {
  test(`${file} passes with them`, () => {
    assert.match(run('--test', file), /^. pass [1-9]\d*\n. fail 0$/m)
  })
}

test('what the package declares compiles beside their types', () => {
  const code = `
    import { Module } from '@nestjs/common'
    import { fastify } from 'fastify'
    import { Hono } from 'hono'
    import { createAuth, isAuthenticated, openSqliteStore, resolveSettings } from 'latchkey'
    import { createClient } from 'latchkey/client'
    import { guarded as forFastify, latchkey as plugin, principalOf } from 'latchkey/fastify'
    import { guarded as forHono, latchkey as middleware } from 'latchkey/hono'
    import { LatchkeyModule } from 'latchkey/nest'
    import { AuthProvider, useUser } from 'latchkey/react'
    import { createElement } from 'react'

    const settings = resolveSettings([{ source: 'app', values: { secretKey: 'x'.repeat(50) } }])
    const auth = await createAuth({ settings, store: openSqliteStore(':memory:', settings) })
    const rule = { permissions: [isAuthenticated] } as const
    export const hono = new Hono().use(middleware(auth)).get('/me', forHono(auth, rule), c => {
      const { user } = c.get('principal')
      // @ts-expect-error a principal has no such member
      c.get('principal').shoe
      return user().then(({ id }) => c.json({ id }))
    })
    const server = fastify()
    await server.register(plugin(auth))
    server.get('/me', { preHandler: forFastify(auth, rule) }, async request => ({ id: (await principalOf(request).user()).id }))
    Module({ imports: [LatchkeyModule.forRoot(() => auth)] })(class App {})
    const Name = () => createElement('p', {}, useUser()?.email)
    export const page = createElement(AuthProvider, { client: createClient() }, createElement(Name))`
  writeFileSync(join(folder, 'app.ts'), code)
  const options = { strict: true, noEmit: true, module: 'nodenext', target: 'esnext', skipLibCheck: true }
  const types = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const config = { compilerOptions: { ...options, ...types }, files: ['app.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { status, stdout } = spawnSync(process.execPath, [tscPath, '-p', '.'], { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, stdout)
})

browserTest('React 18: ten components show the user, by one refresh, and each tab signs out', async t => {
  const at = (name: string) => join(folder, 'node_modules', name)
  await visitReactPage(t, { react: at('react'), 'react-dom': at('react-dom') })
})
