/** What stands in the way of `latchkey init` is named with a way out, and nothing is half written; in a workspace it finds the application. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

const fastifyApp = {
  'package.json': '{"type":"module","dependencies":{"fastify":"5"}}',
  'src/app.js': "import { fastify } from 'fastify'\nconst app = fastify()\n",
}

function place(t: TestContext, files: Readonly<Record<string, string>> = fastifyApp) {
  const opened = openPlace(t)
  const at = (path: string) => join(opened.folder, path)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  const all = () => readdirSync(opened.folder, { recursive: true, encoding: 'utf8' }).sort()
  return { at, all, folder: opened.folder, init: (options = '') => runCommand(`latchkey init ${options}`, opened) }
}

type Obstacle = readonly [name: string, put: (at: (path: string) => string) => void, says: RegExp]

const obstacles: readonly Obstacle[] = [
  [
    '.env is a folder',
    at => mkdirSync(at('.env')),
    /^Error: \.env is a folder, and has to be a file\.\n {2}Move it away/,
  ],
  ['tsconfig.json is a folder', at => mkdirSync(at('tsconfig.json')), /tsconfig\.json is a folder/],
  [
    '.gitignore leads to nothing',
    at => symlinkSync('missing', at('.gitignore')),
    /\.gitignore is a link to nothing\.\n {2}Delete the link/,
  ],
  [
    'a new file leads to nothing',
    at => symlinkSync('missing', at('src/auth.js')),
    /src\/auth\.js is a link to nothing/,
  ],
  ['links lead in a circle', at => symlinkSync('.env', at('.env')), /\.env cannot be read: its links lead in a circle/],
  ['a device is behind a link', at => symlinkSync('/dev/null', at('.env')), /\.env is no ordinary file/],
  [
    'package.json is broken',
    at => writeFileSync(at('package.json'), '{"name": '),
    /package\.json cannot be read: .*JSON.*\n {2}Correct it/,
  ],
  [
    'package.json is a list',
    at => writeFileSync(at('package.json'), '[]'),
    /package\.json cannot be read: it is no object/,
  ],
]

for (const [name, put, says] of obstacles) {
  test(`${name}: it is refused by its name, and nothing is written`, async t => {
    const { at, all, init } = place(t)
    put(at)
    const before = all()
    const { code, stdout, stderr } = await init()
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, says)
    assert.deepEqual(all(), before)
    if (!name.startsWith('package.json'))
      assert.equal(readFileSync(at('package.json'), 'utf8'), fastifyApp['package.json'])
  })
}

test('package.json is a folder, or a file is where a folder has to be', async t => {
  const folder = place(t, { 'package.json/index.js': '' })
  assert.match((await folder.init()).stderr, /package\.json is a folder/)
  const next = place(t, { 'package.json': '{"dependencies":{"next":"16"}}', 'app/api': 'a file' })
  const { code, stderr } = await next.init()
  assert.equal(code, 1)
  assert.match(stderr, /app\/api is a file, and has to be a folder/)
  assert.deepEqual(next.all(), ['app', 'app/api', 'package.json'])
})

test('what fails while it is written leaves the project as it was', async t => {
  const { at, all, init } = place(t)
  // Where the text of one of the new files would wait.
  mkdirSync(at(`src/.auth.js.latchkey-${process.pid}`))
  const before = all()
  const { code, stderr } = await init()
  assert.equal(code, 1)
  assert.match(stderr, /src\/auth\.js cannot be written: what an earlier run left is in its way/)
  assert.deepEqual(all(), before)
})

test('a link stays a link, and a file keeps its permissions; the secret is for its owner alone', async t => {
  const { at, init } = place(t)
  writeFileSync(at('ignored'), 'dist\n', { mode: 0o640 })
  symlinkSync('ignored', at('.gitignore'))
  chmodSync(at('package.json'), 0o600)
  assert.equal((await init()).code, 0)
  assert.ok(lstatSync(at('.gitignore')).isSymbolicLink())
  assert.match(readFileSync(at('ignored'), 'utf8'), /^dist\n\.env\n/)
  const modes = ['ignored', 'package.json', '.env'].map(path => statSync(at(path)).mode & 0o777)
  assert.deepEqual(modes, [0o640, 0o600, 0o600])
})

/** Permissions hold for everyone but root. */
function initAsSomeone(folder: string) {
  const main = join(import.meta.dirname, '../main.ts')
  const id = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const env = { PATH: process.env.PATH, NO_COLOR: '1' }
  const words = ['--conditions=latchkey-source', main, 'init']
  return spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8', ...id })
}

test('what this user may not write or read is named; a folder of someone else is passed over', t => {
  const { at, all, folder } = place(t)
  const give = (path: string) => process.getuid?.() === 0 && chownSync(path, 65_534, 65_534)
  for (const path of ['', 'package.json', 'src', 'src/app.js']) give(at(path))
  const before = all()
  chmodSync(at('src/app.js'), 0o444)
  assert.match(initAsSomeone(folder).stderr, /src\/app\.js cannot be written: permission is denied/)
  chmodSync(at('src/app.js'), 0o644)
  chmodSync(folder, 0o555)
  assert.match(
    initAsSomeone(folder).stderr,
    /Error: \. cannot be written: permission is denied\.\n {2}Run this as its owner/,
  )
  chmodSync(folder, 0o755)
  chmodSync(at('package.json'), 0o000)
  assert.match(initAsSomeone(folder).stderr, /package\.json cannot be read: permission is denied/)
  chmodSync(at('package.json'), 0o644)
  assert.deepEqual(all(), before)

  mkdirSync(at('pgdata'), { mode: 0o700 })
  if (process.getuid?.() !== 0) chmodSync(at('pgdata'), 0o000)
  const { status, stdout } = initAsSomeone(folder)
  assert.equal(status, 0)
  assert.match(stdout, /^Fastify\.$/m)
})

const workspace = {
  'package.json': '{"private":true,"workspaces":["packages/*","apps/**","!apps/old"]}',
  'apps/api/package.json': fastifyApp['package.json'],
  'apps/api/src/app.js': fastifyApp['src/app.js'],
  'apps/old/package.json': '{"dependencies":{"express":"5"}}',
  'packages/shared/package.json': '{"dependencies":{"zod":"4"}}',
  'node_modules/fastify/package.json': '{"dependencies":{"express":"5"}}',
}

test('in the root of a workspace the one application is found, and its files are named from the root', async t => {
  const { at, init } = place(t, workspace)
  const { code, stdout, stderr } = await init()
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^Fastify, in apps\/api\.\n/)
  assert.match(stdout, /^apps\/api\/src\/auth\.js +made/m)
  assert.match(stderr, /An administrator: cd apps\/api && npm run latchkey/)
  assert.match(readFileSync(at('apps/api/src/app.js'), 'utf8'), /app\.register\(latchkey\(auth\)\)/)
  assert.equal(readFileSync(at('package.json'), 'utf8'), workspace['package.json'])
})

test('of several applications the reader chooses, by the folder or by the framework; npm, yarn and pnpm', async t => {
  const both = { ...workspace, 'apps/web/package.json': '{"dependencies":{"next":"16"}}', 'apps/web/app/page.jsx': '' }
  const npm = place(t, both)
  const before = npm.all()
  const { code, stderr } = await npm.init()
  assert.equal(code, 1)
  assert.match(
    stderr,
    /several applications: apps\/api \(Fastify\), apps\/web \(Next\)\.\n {2}Run this in the folder of the one/,
  )
  assert.deepEqual(npm.all(), before)
  assert.match((await npm.init('--framework next --dry-run')).stdout, /^Next, in apps\/web\./)
  assert.match((await npm.init('--framework hono')).stderr, /none of its packages has Hono\./)

  const yarn = place(t, { ...workspace, 'package.json': '{"workspaces":{"packages":["./apps/api/"]}}' })
  assert.match((await yarn.init('--dry-run')).stdout, /^Fastify, in apps\/api\./)
  const list =
    '# ours\npackages:\n  # applications\n  - \'apps/*\' # all\n  - "!apps/old"\n\ncatalog:\n  - packages/*\n'
  const pnpm = place(t, { ...both, 'package.json': '{}', 'pnpm-workspace.yaml': list })
  assert.match((await pnpm.init()).stderr, /apps\/api \(Fastify\), apps\/web \(Next\)\./)
})

test('a workspace without an application is told so; one whose root is an application is used as it is', async t => {
  const none = place(t, { 'package.json': '{"workspaces":["packages/*"]}', 'packages/one/package.json': '{}' })
  assert.match((await none.init()).stderr, /none of its packages has Fastify, Express, Hono, NestJS, Next\./)
  const root = place(t, {
    ...fastifyApp,
    'package.json': '{"workspaces":["packages/*"],"dependencies":{"fastify":"5"}}',
  })
  assert.match((await root.init('--dry-run')).stdout, /^Fastify\.\n/)
})
