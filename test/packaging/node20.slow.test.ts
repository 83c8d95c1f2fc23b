/**
 * The packed package under the Node 20 of the machine, outside of npm scripts: what needs Node 24 says so in a sentence,
 * and the verifier and the client, which run in other people's services and pages, work.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { createConsumer, root } from './packed.ts'

/** npm scripts put the Node of this repository first. */
function findNode20(): string | undefined {
  const places = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.includes('node_modules'))
  return places.map(folder => join(folder, 'node')).find(path => existsSync(path) && versionOf(path) === 20)
}

function versionOf(node: string): number {
  return Number(/^v(\d+)/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[1])
}

const old = findNode20()

if (old === undefined) {
  console.error('NOT TESTED: the package under Node 20. There is no Node 20 in PATH: install one to test it.')
} else {
  testUnder(old)
}

function testUnder(node: string): void {
  const { folder, remove } = createConsumer('with_dependencies')
  after(remove)
  const run = (...args: string[]) => spawnSync(node, args, { cwd: folder, encoding: 'utf8' })
  const evaluate = (code: string) => run('--input-type=module', '--eval', code)

  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const olderToo = ['./verify', './webhooks', './client', './react', './package.json']
  const isOlderToo = (path: string) => olderToo.includes(path) || path.startsWith('./verify/')
  const needing = Object.keys(exports).filter(path => !isOlderToo(path))

  for (const path of needing) {
    const name = join('latchkey', path)
    test(`${name} says under Node 20 which Node it needs, which one this is, and how to get it`, () => {
      const { status, stderr } = evaluate(`await import('${name}')`)
      assert.equal(status, 1)
      assert.match(stderr, /Latchkey needs Node 24 or newer, and this is Node 20\.\d+\.\d+\. Install it .*node@24/)
      assert.doesNotMatch(stderr, /ERR_UNKNOWN_BUILTIN_MODULE|does not provide an export|SyntaxError/)
    })
  }

  test('the command says it in two lines, without a stack', () => {
    const { status, stdout, stderr } = run('node_modules/latchkey/dist/cli/main.js', 'serve')
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /^Error: Latchkey needs Node 24 or newer, this is 20\.\d+\.\d+\.\n {2}.*install Node 24\.\n$/)
  })

  for (const entryPoint of ['latchkey/verify', 'latchkey/verify/web'])
    test(`${entryPoint} verifies and refuses tokens`, () => {
      const { stdout, stderr } = evaluate(`
      import { createHmac } from 'node:crypto'
      import { anyAudience, anyIssuer, createVerifier } from '${entryPoint}'
      const key = 'x'.repeat(50)
      const verify = createVerifier({
        keys: [{ algorithm: 'HS256', key }], issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 0,
      })
      const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url')
      const now = Math.floor(Date.now() / 1000)
      const claims = { token_type: 'access', exp: now + 60, iat: now, jti: 'a', user_id: '7' }
      const signed = encode({ alg: 'HS256', typ: 'JWT' }) + '.' + encode(claims)
      const token = signed + '.' + createHmac('sha256', key).update(signed).digest('base64url')
      console.log((await verify(token)).claims.user_id)
      try { await verify(token.slice(0, -4) + 'AAAA') } catch (error) { console.log(error.code) }`)
      assert.equal(stdout, '7\ntoken_not_valid\n', stderr)
    })

  test('latchkey/webhooks verifies a delivery', () => {
    const { stdout, stderr } = evaluate(`
      import { createHmac } from 'node:crypto'
      import { verifyWebhook } from 'latchkey/webhooks'
      const secret = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
      const timestamp = Math.floor(Date.now() / 1000)
      const body = JSON.stringify({ type: 'user.deleted', data: { user_id: 7 } })
      const mac = createHmac('sha256', Buffer.from(secret, 'base64')).update('msg_1.' + timestamp + '.' + body)
      const headers = {
        'webhook-id': 'msg_1', 'webhook-timestamp': String(timestamp), 'webhook-signature': 'v1,' + mac.digest('base64'),
      }
      const verified = await verifyWebhook({ body, headers, secrets: 'whsec_' + secret })
      console.log(verified.event.data.user_id, (await verifyWebhook({ body: '{}', headers, secrets: secret })).code)`)
    assert.equal(stdout, '7 wrong_signature\n', stderr)
  })

  test('latchkey/client logs in', () => {
    const { stdout, stderr } = evaluate(`
      import { createServer } from 'node:http'
      import { createClient } from 'latchkey/client'
      const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url')
      const exp = Math.floor(Date.now() / 1000) + 600
      const token = encode({ alg: 'HS256' }) + '.' + encode({ exp, user_id: '7' }) + '.c2ln'
      const pair = { access: token, refresh: token }
      const server = createServer((request, response) => {
        console.log(request.method, request.url)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ user: { id: 7 }, access: pair.access, refresh: pair.refresh }))
      })
      await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
      const client = createClient({ url: 'http://127.0.0.1:' + server.address().port })
      const { kind } = await client.login({ email: 'a@example.com', password: 'SecurePass123!' })
      console.log(kind)
      server.close()
      server.closeAllConnections()`)
    assert.equal(stdout, 'POST /api/auth/login/\nsigned_in\n', stderr)
  })
}
