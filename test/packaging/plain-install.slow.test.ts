/** What `npm install latchkey` brings without optional parts, and what that is enough for. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compile, installProject } from './installed.ts'
import { startProgram } from './program.ts'

const folder = installProject(['@types/node', 'typescript'], ['--omit=optional'])
const password = 'SecurePass123!'

test('the server registers and logs in without a framework', async () => {
  for (const name of ['fastify', 'express', 'hono', 'ioredis', '@node-rs/argon2']) {
    assert.equal(existsSync(join(folder, 'node_modules', name)), false, name)
  }
  const main = join(folder, 'node_modules/latchkey/dist/cli/main.js')
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
  const names = Object.keys(exports).filter(name => !/fastify|hono|next|package\.json/.test(name))
  const lines = names.map(
    (name, index) => `import * as all${index} from '${name.replace('.', 'latchkey')}'\nvoid all${index}\n`,
  )
  writeFileSync(join(folder, 'app.ts'), lines.join(''))
  assert.ok(names.includes('./websocket') && names.includes('./server'))
  assert.equal(compile(folder, ['app.ts']), '')
})
