import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { type AuthEvent, eventTable } from '../ports/events.ts'
import { printFaults } from './print-faults.ts'

/** What a program of an application writes to standard error. It gets `createAuth` options and the requests to send. */
function errorsOf(options: string): string {
  const program = `
    const { createAuth, definePermission, defineEndpoint } = await import('latchkey')
    const { createFetchHandler, guarded } = await import('latchkey/fetch')
    const broken = defineEndpoint({
      path: '/broken/', authentication: 'none', permissions: [],
      GET: () => { throw new TypeError('a broken handler', { cause: new Error('the cause of it') }) },
    })
    const odd = definePermission('odd', () => { throw new RangeError('a broken permission') })
    const secretKey = 'a secret that tests share, and that protects nothing at all'
    const auth = await createAuth({ secretKey, database: 'sqlite::memory:', endpoints: [broken], ${options} })
    const handle = createFetchHandler(auth)
    const route = guarded(auth, { authentication: 'none', permissions: [odd] }, () => Response.json({}))
    for (const answer of [
      await handle(new Request('http://localhost/broken/'), { remoteAddress: '127.0.0.1' }),
      await route(new Request('http://localhost/route/'), { remoteAddress: '127.0.0.1' }),
      await handle(new Request('http://localhost/api/auth/profile/'), { remoteAddress: '127.0.0.1' }),
    ]) console.log(answer.status, await answer.text())
    await auth.close()`
  const args = ['--conditions=latchkey-source', '--input-type=module', '--eval', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.match(stdout, /^500 .*\n500 .*\n401 /, stderr)
  assert.doesNotMatch(stdout, /broken|cause/)
  return stderr
}

test('an exception in a handler or a permission is printed with its stack and its cause', () => {
  const errors = errorsOf('')
  assert.match(errors, /^latchkey: request\.failed: .*: GET \/broken\/ -> 500 internal_error \(trace \w+\)$/m)
  assert.match(errors, /TypeError: a broken handler\n +at /)
  assert.match(errors, /caused by:\n +Error: the cause of it/)
  assert.match(errors, /GET \/route\/ -> 500[\s\S]*RangeError: a broken permission/)
  assert.doesNotMatch(errors, /profile/)
})

test('the access log is printed where it is on, as there is no other log', () => {
  const errors = errorsOf('accessLog: true')
  assert.match(errors, /^latchkey: GET \/broken\/ -> 500 in \d+ ms \(anonymous\)$/m)
  assert.match(errors, /^latchkey: GET \/api\/auth\/profile\/ -> 401 in \d+ ms \(anonymous\)$/m)
  assert.doesNotMatch(errorsOf(''), / ms /)
})

test('with a hook, or a receiver of events, nothing is printed beside it', () => {
  assert.equal(errorsOf('onEvent() {}'), '')
  assert.equal(errorsOf('events: { emit() {} }'), '')
})

test('a hook that throws is warned of once, as no failure would leave a trace otherwise', () => {
  const errors = errorsOf("onEvent() { throw new Error('a broken hook') }")
  assert.equal(errors.match(/onEvent threw: Error: a broken hook/g)?.length, 1, errors)
})

function printed(event: AuthEvent): string {
  const lines: string[] = []
  printFaults(text => lines.push(text)).emit(event)
  return lines.join('')
}

test('what is printed forges no line and holds no token', () => {
  const cause = new Error('read eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln of argon2$abc\u001b[2J')
  const text = printed({
    name: 'request.failed',
    traceId: 'a\nb',
    data: { method: 'GET', path: '/x/', code: 'internal_error', status: 500, cause },
  })
  assert.doesNotMatch(text, /eyJ|\$abc|\u001b|a\nb/)
  assert.match(text, /\[token\] of \[hash\]/)
})

test('values of a statement stay out of what is printed', () => {
  const cause = Object.assign(new Error('no such table: books'), { parameters: ['SecurePass123!'] })
  const text = printed({ name: 'audit.lost', data: { count: 1, cause } })
  assert.match(text, /audit\.lost[\s\S]*no such table: books/)
  assert.doesNotMatch(text, /SecurePass123/)
})

test('a thrown value that is no error is named', () => {
  assert.match(printed({ name: 'mail.stuck', data: { cause: 'out of order' } }), /thrown: out of order/)
  assert.match(printed({ name: 'mail.stuck', data: { cause: { a: 1 } } }), /thrown: object/)
})

test('every event of the level error is a fault, and what users do is none', () => {
  for (const row of Object.values(eventTable)) if (row.level === 'error') assert.ok('isFault' in row, row.says)
  for (const name of ['login.failed', 'request.refused', 'request.throttled', 'token.refused'] as const) {
    assert.ok(!('isFault' in eventTable[name]), name)
  }
})
