/**
 * What an application's own code throws, in every adapter and at every place that calls it: an answer that tells nothing,
 * and one visible line with the stack and its cause. Real processes, because what counts is what stands on standard error.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

/** How each adapter serves the endpoint `/broken/` and a route of the application behind a guard. */
const adapters = {
  fetch: `
    const { createFetchHandler, guarded } = await import('latchkey/fetch')
    const serve = async (auth, rule) => {
      const handle = createFetchHandler(auth)
      const route = guarded(auth, rule, () => Response.json({}))
      const to = call => path => call(new Request('http://localhost' + path), { remoteAddress: '127.0.0.1' })
      return { visit: path => (path === '/route/' ? to(route)(path) : to(handle)(path)), stop: () => {} }
    }`,
  express: `
    const { latchkey, guarded } = await import('latchkey/express')
    const { default: express } = await import('express')
    const serve = async (auth, rule) => {
      const app = express().use(latchkey(auth))
      app.get('/route/', guarded(auth, rule), (_, response) => void response.json({}))
      const server = await new Promise(resolve => { const opened = app.listen(0, '127.0.0.1', () => resolve(opened)) })
      const visit = path => fetch('http://127.0.0.1:' + server.address().port + path)
      return { visit, stop: () => { server.close(); server.closeAllConnections() } }
    }`,
  fastify: `
    const { latchkey, guarded } = await import('latchkey/fastify')
    const { default: createApp } = await import('fastify')
    const serve = async (auth, rule) => {
      const app = createApp()
      app.register(latchkey(auth))
      app.get('/route/', { preHandler: guarded(auth, rule) }, async () => ({}))
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      return { visit: path => fetch(url + path), stop: () => app.close() }
    }`,
}

/** The rule of access in which something throws, for the endpoint and for the route. */
const places = {
  permission: `{ authentication: 'none', permissions: [definePermission('odd', fail)] }`,
  'asynchronous permission': `{ authentication: 'none', permissions: [definePermission('odd', async () => fail())] }`,
  authenticator: `{ authentication: [{ name: 'odd', isChallenge: true, authenticate: async () => fail() }], permissions: [] }`,
  throttle: `{ authentication: 'none', permissions: [], throttles: [{ scope: 'odd', rate: { limit: 9, periodMs: 1000 }, subject: fail }] }`,
}

interface Outcome {
  readonly place: string
  readonly path: string
  readonly status: number
  readonly text: string
}

function run(adapter: keyof typeof adapters, options: string, rules: readonly (readonly [string, string])[]) {
  const program = `
    const { createAuth, definePermission, defineEndpoint } = await import('latchkey')
    ${adapters[adapter]}
    const fail = () => { throw new RangeError('broken on purpose', { cause: new Error('the cause of it') }) }
    const secretKey = 'a secret that tests share, and that protects nothing at all'
    for (const [place, rule] of [${rules.map(([name, rule]) => `[${JSON.stringify(name)}, ${rule}]`).join(', ')}]) {
      const broken = defineEndpoint({ path: '/broken/', ...rule, GET: () => (place === 'handler' ? fail() : { status: 200, body: {} }) })
      const auth = await createAuth({ secretKey, database: 'sqlite::memory:', endpoints: [broken], ${options} })
      const { visit, stop } = await serve(auth, rule)
      for (const path of place === 'handler' ? ['/broken/'] : ['/broken/', '/route/']) {
        const answer = await visit(path)
        console.log(JSON.stringify({ place, path, status: answer.status, text: await answer.text() }))
      }
      await stop()
      await auth.close()
    }`
  const args = ['--conditions=latchkey-source', '--input-type=module', '--eval', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const outcomes = stdout.split('\n').flatMap((line): Outcome[] => (line === '' ? [] : [JSON.parse(line)]))
  return { outcomes, stderr }
}

const handler = ['handler', `{ authentication: 'none', permissions: [] }`] as const

for (const adapter of ['fetch', 'express', 'fastify'] as const) {
  test(`${adapter}: what a permission, an authenticator, a throttle or a handler throws is a 500 and a printed fault`, () => {
    const { outcomes, stderr } = run(adapter, '', [...Object.entries(places), handler])
    assert.equal(outcomes.length, 9, stderr)
    for (const { place, path, status, text } of outcomes) {
      assert.deepEqual([status, JSON.parse(text)], [500, { detail: 'Internal server error.' }], `${place} at ${path}`)
    }
    const faults = stderr.split(/^(?=latchkey: )/m)
    assert.equal(faults.length, 9, stderr)
    for (const [at, fault] of faults.entries()) {
      assert.match(
        fault,
        /^latchkey: request\.failed: .*: GET \/(?:broken|route)\/ -> 500 internal_error \(trace \w+\)\n/,
      )
      assert.ok(fault.includes(`GET ${outcomes[at]?.path} `), fault)
      assert.match(fault, /RangeError: broken on purpose\n +at [\s\S]*caused by:\n +Error: the cause of it\n +at /)
    }
  })

  test(`${adapter}: a hook that throws changes no answer, and is warned of`, () => {
    const { outcomes, stderr } = run(adapter, 'onEvent: fail', [handler])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [500],
      stderr,
    )
    assert.match(stderr, /onEvent threw: RangeError: broken on purpose/)
  })
}
