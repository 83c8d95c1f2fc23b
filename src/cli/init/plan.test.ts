import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { planInit } from './plan.ts'
import { readProject } from './project.ts'
import { addImports, findMade } from './source-text.ts'

type Files = Readonly<Record<string, string>>

async function plan(t: TestContext, files: Files) {
  const folder = temporaryFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const read = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined)
  const { files: planned, left } = planInit(await readProject(folder), { version: '1.2.3', secret: 'a new one', read })
  return { left, texts: Object.fromEntries(planned.map(({ path, text }) => [path, text])) as Files }
}

const manifest = (dependencies: object, more: object = {}) => JSON.stringify({ name: 'shop', ...more, dependencies })

/** The files that a guide shows: blocks that begin with their names. */
function guideFiles(guide: string, language: string): Files {
  const text = readFileSync(new URL(`../../../docs/guides/${guide}`, import.meta.url), 'utf8')
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n// (\\S+)\\n([\\s\\S]*?)^\`\`\``, 'gm'))
  return Object.fromEntries([...blocks].map(([, path = '', code = '']) => [path, code]))
}

test('in a Next project the files are those of the guide, whose app the tests build', async t => {
  const { texts, left } = await plan(t, {
    'package.json': manifest({ next: '16' }),
    'tsconfig.json': '{}',
    'app/layout.tsx': 'export default () => null',
    '.gitignore': '.env*',
  })
  const guide = guideFiles('next.md', 'tsx')
  const shown = [
    'next.config.ts',
    'lib/auth.ts',
    ...['api/[...path]', 'account/[[...path]]', 'console/[[...path]]'].map(each => `app/${each}/route.ts`),
  ]
  for (const path of shown) assert.equal(texts[path], guide[path], path)
  assert.match(texts['.env.local'] ?? '', /^SECRET_KEY=a new one$/m)
  assert.deepEqual(left, [])
})

test('what a Next project exports is wrapped, and files of others are not touched', async t => {
  const { texts, left } = await plan(t, {
    'package.json': manifest({ next: '16', react: '19' }),
    'src/app/page.jsx': '',
    'src/app/api/[...path]/route.js': "export const GET = () => Response.json('mine')\n",
    'next.config.mjs':
      '/** @type {import("next").NextConfig} */\nconst nextConfig = { reactStrictMode: true };\n\nexport default nextConfig;\n',
  })
  assert.match(
    texts['next.config.mjs'] ?? '',
    /withLatchkey } from "latchkey\/next";[\s\S]*export default withLatchkey\(nextConfig\);\n$/,
  )
  assert.equal(texts['src/app/api/[...path]/route.js'], undefined)
  assert.ok('src/app/console/[[...path]]/route.js' in texts)
  assert.match(left.join('\n'), /src\/app\/api\/\[\.\.\.path\]\/route\.js is something else already/)
})

test('in a Nest project the module is added to those that the application imports', async t => {
  const nest = {
    'package.json': manifest({ '@nestjs/core': '12', '@nestjs/platform-express': '12', express: '5' }),
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "emitDecoratorMetadata": true } }',
  }
  const head = "import { Module } from '@nestjs/common';\n\n"
  const rows = [
    [
      '@Module({\n  imports: [Other],\n  controllers: [],\n})',
      '@Module({\n  imports: [LatchkeyModule.forRoot(auth), Other],\n  controllers: [],\n})',
    ],
    ['@Module({ imports: [] })', '@Module({ imports: [LatchkeyModule.forRoot(auth)] })'],
    ['@Module({\n  controllers: [],\n})', '@Module({ imports: [LatchkeyModule.forRoot(auth)],\n  controllers: [],\n})'],
    ['@Module({})', '@Module({ imports: [LatchkeyModule.forRoot(auth)] })'],
  ] as const
  for (const [before, after] of rows) {
    const { texts, left } = await plan(t, {
      ...nest,
      'src/app.module.ts': `${head}${before}\nexport class AppModule {}\n`,
    })
    const imports = "import { LatchkeyModule } from 'latchkey/nest';\nimport { auth } from './auth.js';\n"
    assert.equal(texts['src/app.module.ts'], `${head.trimEnd()}\n${imports}\n${after}\nexport class AppModule {}\n`)
    assert.match(texts['src/auth.ts'] ?? '', /^export const auth = createAuth\(config\);$/m)
    assert.deepEqual(left, [])
  }
})

test('the lines are told where no file, or more than one, makes the application', async t => {
  const made = "import { fastify } from 'fastify'\nconst app = fastify()\n"
  const none = await plan(t, { 'package.json': manifest({ fastify: '5' }, { type: 'module' }) })
  const two = await plan(t, {
    'package.json': manifest({ fastify: '5' }, { type: 'module' }),
    'a.js': made,
    'b.js': made,
  })
  const odd = await plan(t, {
    'package.json': manifest({ fastify: '5' }, { type: 'module' }),
    'a.js': 'const a = fastify(',
  })
  for (const { left, texts } of [none, two, odd]) {
    assert.ok(left.includes('app.register(latchkey(auth))'), left.join('\n'))
    assert.ok(left.includes("import { latchkey } from 'latchkey/fastify'"))
    assert.deepEqual(
      Object.keys(texts).filter(path => /^[ab]\.js$/.test(path)),
      [],
    )
    assert.ok('auth.js' in texts)
  }
  assert.match(two.left[0] ?? '', /a\.js, b\.js/)
  const started = { scripts: { start: 'node b.js' }, type: 'module' }
  const { texts } = await plan(t, { 'package.json': manifest({ fastify: '5' }, started), 'a.js': made, 'b.js': made })
  assert.match(texts['b.js'] ?? '', /const app = fastify\(\)\napp\.register\(latchkey\(auth\)\)/)
})

test('what is there stays: secret, configuration, ignored files, order and indentation of package.json', async t => {
  const files = {
    'package.json': '{\n\t"type": "module",\n\t"dependencies": { "zod": "4", "hono": "4" }\n}\n',
    '.env': 'PORT=1\nSECRET_KEY=kept',
    '.gitignore': 'node_modules',
    'latchkey.config.mjs': 'export default {}',
    'auth.js': 'export const auth = 7\n',
    'index.js': "import { Hono } from 'hono'\r\nconst app = new Hono<{ Variables: {} }>()\r\n",
  }
  const { texts, left } = await plan(t, files)
  assert.deepEqual(Object.keys(texts).sort(), ['.gitignore', 'index.js', 'package.json'])
  assert.equal(texts['.gitignore'], 'node_modules\n.env\n.env.local\n.latchkey/\n*.sqlite3*\n')
  assert.match(texts['package.json'] ?? '', /^\{\n\t"type"[\s\S]*"hono": "4",\n\t\t"latchkey": "\^1\.2\.3",\n\t\t"zod"/)
  assert.equal(/[^\r]\n/.test(texts['index.js'] ?? ''), false, 'line ends stay those of the file')
  assert.match(left.join('\n'), /auth\.js is something else already/)
})

test('a file in which the lines would not work is left alone, and says why', async t => {
  const head = "import { fastify } from 'fastify'\n"
  const rows = [
    ["import { auth } from './mine.js'\nconst app = fastify()\n", /a\.js has the name auth already/],
    ['const app = fastify()\nfunction latchkey() {}\n', /a\.js has the name latchkey already/],
    ['const app = fastify()\nconst admin = fastify()\n', /in another way than expected/],
  ] as const
  for (const [code, why] of rows) {
    const { texts, left } = await plan(t, {
      'package.json': manifest({ fastify: '5' }, { type: 'module' }),
      'a.js': `${head}${code}`,
    })
    assert.equal(texts['a.js'], undefined, code)
    assert.match(left[0] ?? '', why)
    assert.ok(left.includes('app.register(latchkey(auth))'))
  }
})

test('what stands in comments and texts makes no application, and takes no name', async t => {
  const code = [
    "import { fastify } from 'fastify'",
    '// const app = fastify({ logger: true }), without auth',
    '/* or:',
    'const app = fastify()',
    '*/',
    "const app = fastify({ prefix: '/* no comment', url: 'http://auth' })",
    "const settings = { auth: process.env.auth ?? 'auth' }\n",
  ]
  const { texts, left } = await plan(t, {
    'package.json': manifest({ fastify: '5' }, { type: 'module' }),
    'a.js': code.join('\n'),
    'old.js': '// const app = fastify()\n',
  })
  const [first, ...others] = code
  const imports = ["import { latchkey } from 'latchkey/fastify'", "import { auth } from './auth.js'"]
  const wanted = [first, ...imports, ...others.slice(0, -1), 'app.register(latchkey(auth))', ...others.slice(-1)]
  assert.equal(texts['a.js'], wanted.join('\n'))
  assert.deepEqual(left, [])
})

test('files of Windows keep their line ends, and a mark of the byte order is no fault', async t => {
  const windows = (text: string) => text.replaceAll('\n', '\r\n')
  const packageJson = `${JSON.stringify({ type: 'module', dependencies: { hono: '4' } }, null, 2)}\n`
  const files = {
    'package.json': `\uFEFF${windows(packageJson)}`,
    '.env': windows('PORT=1\nHOST=::\n'),
    '.gitignore': windows('node_modules\ndist\n'),
  }
  const { texts } = await plan(t, files)
  for (const path of Object.keys(files)) {
    assert.equal(/[^\r]\n/.test(texts[path] ?? '\n'), false, path)
  }
  assert.match(texts['package.json'] ?? '', /^\{\r\n {2}"type"[\s\S]*"latchkey": "\^1\.2\.3"/)
  const again = await plan(t, { ...files, ...texts })
  assert.deepEqual(Object.keys(again.texts), [])
})

test('a secret is added to an environment file that has none', async t => {
  const { texts } = await plan(t, { '.env': 'PORT=1' })
  assert.match(texts['.env'] ?? '', /^PORT=1\n#.*\nSECRET_KEY=a new one\n$/)
})

test('imports go behind the last one, over several lines too, and behind a first line that has to be first', () => {
  const rows = [
    [
      "import a from 'a'\nimport {\n  b,\n} from 'b'\n\nrun()\n",
      "import a from 'a'\nimport {\n  b,\n} from 'b'\nNEW\n\nrun()\n",
    ],
    ["import 'a'\nconst later = await import('b')\n", "import 'a'\nNEW\nconst later = await import('b')\n"],
    ["#!/usr/bin/env node\n'use strict'\nrun()\n", "#!/usr/bin/env node\n'use strict'\nNEW\nrun()\n"],
    ["'use strict'\nconst a = require('a')\nrun()\n", "'use strict'\nconst a = require('a')\nNEW\nrun()\n"],
    ['run()\n', 'NEW\nrun()\n'],
  ] as const
  for (const [before, after] of rows) assert.equal(addImports(before, ['NEW']), after)
})

test('the statement that makes the application ends where its call does, whatever stands in it', () => {
  const pattern = /(?:const|let|var)\s+(\w+)\s*=\s*(?:await\s+)?make\(/
  const rows = [
    [
      "const app = make({ a: ')' /* ) */, b: (x) => x }); next()",
      'app',
      "const app = make({ a: ')' /* ) */, b: (x) => x });",
    ],
    [
      'let it = make()\n  .use(a())\n  .get("/", () => ")")\nnext()',
      'it',
      'let it = make()\n  .use(a())\n  .get("/", () => ")")',
    ],
    ["  var x = await make(`)'`)\nnext()", 'x', "  var x = await make(`)'`)"],
  ] as const
  for (const [text, name, statement] of rows) {
    const made = findMade(text, pattern)
    assert.deepEqual([made?.name, text.slice(0, made?.end)], [name, statement])
  }
  assert.equal(findMade('const app = make(', pattern), undefined)
})
