/** `latchkey doctor` and `latchkey explain`, as a shell sees them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { run } from './command-line.ts'
import { startServer } from './server-process.ts'

const base = {
  SECRET_KEY: '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62',
  DATABASE_URL: 'sqlite:data.sqlite3',
  LATCHKEY_THROTTLING: 'on',
}

test('doctor finds nothing wrong with a migrated database and defaults', async t => {
  const place = { folder: temporaryFolder(t), env: base }
  await run(['migrate'], place)
  const { code, stdout, stderr } = await run(['doctor', '--json'], place)
  assert.deepEqual([code, stderr], [0, ''])
  const { findings } = JSON.parse(stdout)
  // What the tests' own disk is, is nobody's fault.
  assert.deepEqual(
    findings.filter(({ what }: { what: string }) => !what.startsWith('The file is ')),
    [],
  )
})

test('doctor says what is wrong with its fix, ends with 1, and has it all as JSON', async t => {
  const place = { folder: temporaryFolder(t), env: { ...base, ALLOWED_HOSTS: '*' } }
  const plain = await run(['doctor'], place)
  assert.equal(plain.code, 1)
  assert.match(plain.stdout, /^fault +hosts +The server answers to every host name\.\n {2}-> Name its own/m)
  const { code, stdout } = await run(['doctor', '--json'], place)
  assert.equal(code, 1)
  const { healthy, findings } = JSON.parse(stdout)
  assert.equal(healthy, false)
  assert.deepEqual(Object.keys(findings[0]), ['check', 'level', 'what', 'fix'])
})

test('doctor lists the faults of a configuration that no server starts with', async t => {
  const { code, stdout } = await run(['doctor'], { folder: temporaryFolder(t), env: { ...base, SECRET_KEY: 'short' } })
  assert.equal(code, 1)
  assert.match(stdout, /fault +configuration +SECRET_KEY/)
})

test('explain says why a login was refused, and what became of the session of a refused token', async t => {
  const folder = temporaryFolder(t)
  const { url } = await startServer(t, folder, base)
  const api = createApi(url)
  const place = { folder, env: base }
  const wrong = await post(`${url}/api/auth/login/`, { email: 'nobody@example.com', password: 'x' })
  const login = await run(['explain', traceOf(wrong)], place)
  assert.equal(login.code, 0)
  assert.match(login.stdout, /a login was refused: Nobody has that name\. \(from 127\.0\.0\.1\)/)

  await api.register('u@example.com', password)
  const { access, refresh } = (await api.login('u@example.com', password)).json
  await post(`${url}/api/token/blacklist/`, { refresh })
  const headers = { authorization: `Bearer ${access}`, traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` }
  const refused = await fetch(`${url}/api/auth/profile/`, { headers })
  assert.equal(traceOf(refused), 'ab'.repeat(16))
  const { stdout } = await run(['explain', traceOf(refused)], place)
  assert.match(
    stdout,
    /a token was refused: The token was revoked.*\(user 1, from 127\.0\.0\.1, answered token_not_valid\)/,
  )
  assert.match(
    stdout,
    /The session of that request:[\s\S]*a session began: By password[\s\S]*a session ended: It was logged out/,
  )
})

test('explain of what nobody knows ends with 1, of what is no id with 2', async t => {
  const place = { folder: temporaryFolder(t), env: base }
  const unknown = await run(['explain', 'ab'.repeat(16)], place)
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /has nothing of that request/)
  const odd = await run(['explain', '\u001b[2Jx'], place)
  assert.equal(odd.code, 2)
  assert.match(odd.stderr, /"\\u\{1b\}\[2Jx" is no trace id/)
})

function post(url: string, json: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) })
}

function traceOf(response: Response): string {
  return response.headers.get('latchkey-trace') ?? ''
}
