/** `latchkey explain` beside the server whose refusals it explains. */
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

test('explain says why a login was refused, and what became of the session of a refused token', async t => {
  const folder = temporaryFolder(t)
  const { url } = await startServer(t, folder, base)
  const api = createApi(url)
  const place = { folder, env: base }
  const wrong = await post(`${url}/api/auth/login/`, { email: 'nobody@example.com', password: 'x' })
  const login = await run(['explain', traceOf(wrong)], place)
  assert.equal(login.code, 0)
  assert.match(login.stdout, /a login was refused: No account has this login name\. \(from 127\.0\.0\.1\)/)

  await api.register('u@example.com', password)
  const { access, refresh } = (await api.login('u@example.com', password)).json
  await post(`${url}/api/token/blacklist/`, { refresh })
  const headers = { authorization: `Bearer ${access}` }
  const refused = await fetch(`${url}/api/auth/profile/`, { headers })
  const { stdout } = await run(['explain', traceOf(refused)], place)
  assert.match(
    stdout,
    /a token was refused: The token was revoked.*\(user 1, from 127\.0\.0\.1, answered token_not_valid\)/,
  )
  assert.match(
    stdout,
    /The session of that request:[\s\S]*a session began: By password[\s\S]*a session ended: The user logged out/,
  )
})

function post(url: string, json: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) })
}

function traceOf(response: Response): string {
  return response.headers.get('latchkey-trace') ?? ''
}
