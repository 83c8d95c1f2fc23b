/** What `npm install latchkey` brings without optional parts, and what that is enough for. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { compile, installProject } from './installed.ts'
import { startProgram } from './program.ts'

const folder = installProject(['@types/node', 'typescript'], ['--omit=optional'])
const secretKey = 'A0-installed-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'
const password = 'SecurePass123!'
const main = join(folder, 'node_modules/latchkey/dist/cli/main.js')
const tools = /^(typescript|@typescript\/.*|@types\/.*|undici-types)$/

test('at most 30 packages and 15 MB are installed', () => {
  const modules = join(folder, 'node_modules')
  const names = globSync(['*/package.json', '@*/*/package.json'], { cwd: modules }).map(path => dirname(path))
  const brought = names.filter(name => !tools.test(name))
  assert.ok(brought.includes('latchkey') && brought.length <= 30, brought.join(' '))
  const files = brought.flatMap(name =>
    globSync(join(name, '**'), { cwd: modules, withFileTypes: true }).filter(entry => entry.isFile()),
  )
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  assert.ok(bytes <= 15_000_000, `${bytes} bytes`)
})

test('without pg, an address of PostgreSQL is refused with what to install, by the server and by doctor', () => {
  for (const command of ['serve', 'doctor']) {
    const env = { PATH: process.env.PATH, DATABASE_URL: 'postgres://127.0.0.1/auth', SECRET_KEY: secretKey }
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, command], {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    assert.equal(status, 1, command)
    assert.match(
      stdout + stderr,
      /PostgreSQL needs the package pg, which is not installed\.\s+(-> )?Run: npm install pg/,
      command,
    )
  }
})

test('the server registers and logs in without a framework', async () => {
  for (const name of ['fastify', 'express', 'hono', 'ioredis', 'mysql2', 'pg', 'pino', '@node-rs/argon2']) {
    assert.equal(existsSync(join(folder, 'node_modules', name)), false, name)
  }
  const server = startProgram([main, 'serve', '--port', '0'], { cwd: folder, env: { PATH: process.env.PATH } })
  try {
    const [base] = await server.until(/http:\S+(?=\s)/)
    const account = { email: 'alice@example.com', password }
    const post = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`${base}/api/auth/${path}/`, { method: 'POST', headers, body: JSON.stringify(body) })).status
    }
    assert.equal(await post('register', { ...account, password_confirm: password }), 201)
    assert.equal(await post('login', account), 200)
  } finally {
    await server.stop()
  }
})

test('every entry point but those of frameworks compiles, the declarations included', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules/latchkey/package.json'), 'utf8'))
  const names = Object.keys(exports).filter(name => !/fastify|hono|nest|next|package\.json/.test(name))
  const lines = names.map(
    (name, index) => `import * as all${index} from '${name.replace('.', 'latchkey')}'\nvoid all${index}\n`,
  )
  writeFileSync(join(folder, 'app.ts'), lines.join(''))
  assert.ok(names.includes('./websocket') && names.includes('./server'))
  assert.equal(compile(folder, ['app.ts']), '')
})
