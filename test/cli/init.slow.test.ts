/** `latchkey init` in projects as they are found: the application that it changed is started and logged in to. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { startProgram } from '../packaging/program.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const condition = '--conditions=latchkey-source'
const packages = ['express', 'fastify', 'hono', '@hono/node-server', '@types/node', 'kysely']
const environment = { PATH: process.env.PATH, NO_COLOR: '1' }

interface Layout {
  readonly files: Readonly<Record<string, string>>
  /** The program that a reader starts. */
  readonly entry: string
}

const listening = "server => console.log('port ' + server.address().port)"

const layouts: Readonly<Record<string, Layout>> = {
  'Express in TypeScript below src/': {
    files: {
      'package.json': manifest('express', { type: 'module', scripts: { dev: 'node src/index.ts' } }),
      'tsconfig.json':
        '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
      'src/index.ts': `import express from 'express'\n\nconst app = express()\napp.use(express.json())\napp.get('/', (_, response) => void response.send('mine'))\nconst server = app.listen(0, () => { const at = server.address() as { port: number }; console.log('port ' + at.port) })\n`,
      'src/elsewhere.ts': "import express from 'express'\nconst app = express()\nexport default app\n",
    },
    entry: 'src/index.ts',
  },
  'Express in CommonJS': {
    files: {
      'package.json': manifest('express', { type: 'commonjs', main: 'server.js' }),
      'server.js': `"use strict";\nconst express = require("express");\n\nconst app = express();\napp.get("/", (_, response) => response.send("mine"));\nconst server = app.listen(0, () => (${listening})(server));\n`,
    },
    entry: 'server.js',
  },
  'Fastify with options, made in a function': {
    files: {
      'package.json': manifest('fastify', { type: 'module' }),
      'src/app.js': `import Fastify from 'fastify'\n\nexport async function build() {\n  const app = Fastify({\n    logger: false, // not ) here\n    routerOptions: { ignoreTrailingSlash: false },\n  })\n  app.get('/', async () => 'mine')\n  return app\n}\n`,
      'src/server.js': `import { build } from './app.js'\n\nconst app = await build()\nawait app.listen({ port: 0 })\nconst { port } = app.server.address()\nconsole.log('port ' + port)\n`,
    },
    entry: 'src/server.js',
  },
  'Fastify in CommonJS': {
    files: {
      'package.json': manifest('fastify', {}),
      'index.js': `const fastify = require('fastify')({ logger: false })\n`,
      'main.js': `const Fastify = require('fastify')\nconst server = Fastify()\nserver.get('/', async () => 'mine')\nserver.listen({ port: 0 }).then(() => console.log('port ' + server.server.address().port))\n`,
    },
    entry: 'main.js',
  },
  'Hono with chained routes': {
    files: {
      'package.json': manifest('hono', { type: 'module' }, { '@hono/node-server': '2' }),
      'index.js': `import { serve } from '@hono/node-server'\nimport { Hono } from 'hono'\n\nconst app = new Hono()\n  .get('/', c => c.text('mine'))\n  .get('/other', c => c.text('(other)'))\n\nserve({ fetch: app.fetch, port: 0 }, ({ port }) => console.log('port ' + port))\n`,
    },
    entry: 'index.js',
  },
}

function manifest(framework: string, more: object, others: object = {}): string {
  return `${JSON.stringify({ name: 'shop', private: true, ...more, dependencies: { [framework]: '*', ...others } }, null, 4)}\n`
}

function makeProject(t: TestContext, files: Layout['files']): string {
  const folder = temporaryFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, 'node_modules/@hono'), { recursive: true })
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules/latchkey'))
  for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  return folder
}

function latchkey(folder: string, ...words: readonly string[]): string {
  const script = join(root, 'src/cli/main.ts')
  return execFileSync(process.execPath, [condition, script, ...words], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  })
}

for (const [name, { files, entry }] of Object.entries(layouts)) {
  test(`init in ${name}: the application registers, logs in and still answers its own routes`, async t => {
    const folder = makeProject(t, files)
    const { files: written, left } = JSON.parse(latchkey(folder, 'init', '--json'))
    assert.deepEqual(left, [], JSON.stringify(written))
    assert.equal(JSON.parse(latchkey(folder, 'init', '--json')).files.length, 0, 'a second time there is nothing to do')
    const app = startProgram([condition, entry], { cwd: folder, env: environment })
    t.after(() => app.stop())
    const [, port] = await app.until(/port (\d+)/)
    await useApp(`http://127.0.0.1:${port}`)
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'mine')
    // The command line has the same configuration, database and secret.
    const config = entry.startsWith('src/')
      ? ['--config', 'src/latchkey.config.'.concat(entry.endsWith('ts') ? 'ts' : 'js')]
      : []
    assert.match(latchkey(folder, 'users', 'list', ...config), /zoe@example\.com/)
  })
}

async function useApp(url: string): Promise<void> {
  const password = 'correct horse battery staple'
  const post = (path: string, body: object) =>
    fetch(`${url}/api/auth/${path}/`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
  const registered = await post('register', { email: 'zoe@example.com', password, password_confirm: password })
  assert.equal(registered.status, 201, await registered.clone().text())
  const { access } = (await (await post('login', { email: 'zoe@example.com', password })).json()) as { access: string }
  const profile = await fetch(`${url}/api/auth/profile/`, { headers: { authorization: `Bearer ${access}` } })
  assert.equal(profile.status, 200)
}

test('in an empty folder the server is the project, and dev starts it anew after a change', async t => {
  const folder = makeProject(t, {})
  latchkey(folder, 'init')
  const words = [condition, join(root, 'src/cli/main.ts'), 'dev', '--port', '0']
  const server = startProgram(words, { cwd: folder, env: environment })
  t.after(() => server.stop())
  const [, first = ''] = await server.until(/(http:\/\/[\w.]+:\d+)/)
  await useApp(first)
  const config = join(folder, 'latchkey.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace('database:', "keyId: 'changed',\n  database:"))
  const [, second = ''] = await server.until(/Restarting[\s\S]*(http:\/\/[\w.]+:\d+)/)
  const login = await fetch(`${second}/api/auth/login/`, {
    method: 'POST',
    body: JSON.stringify({ email: 'zoe@example.com', password: 'correct horse battery staple' }),
    headers: { 'content-type': 'application/json' },
  })
  const { access } = (await login.json()) as { access: string }
  assert.equal(JSON.parse(Buffer.from(access.split('.')[0] ?? '', 'base64url').toString()).kid, 'changed')
})
