/** The packed tarball, installed by npm in an empty folder: the guide's own apps, and the server as in a container. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { browserTest, openBrowser } from '../browser/browser.ts'
import { guidePage } from '../browser/site.ts'
import { startContained, whyNotContained } from './container.ts'
import { compile, installProject } from './installed.ts'
import { createBrowser } from './next-site.ts'
import { root } from './packed.ts'
import { stripPrefix } from './strip-prefix.ts'
import { visitPages } from './visit-pages.ts'

const folder = installProject()
const secretKey = 'A0-installed-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'
const password = 'SecurePass123!'
const guide = readFileSync(join(root, 'docs/guides/your-own-app.md'), 'utf8')

/** The first block of code below a heading of the guide. */
function appOf(heading: string): string {
  const code = guide.split(`\n## ${heading}\n`)[1]?.match(/^```ts\n([\s\S]*?)^```/m)?.[1] ?? ''
  assert.ok(code.includes('8000'), `the guide has an app for ${heading}`)
  return code
}

const guarded = { Fastify: '/mine', Express: '/staff', Hono: '/notes/7' } as const
const frameworks = Object.keys(guarded) as (keyof typeof guarded)[]
/** How the guide mounts Latchkey, and how below a path. */
const below = {
  Fastify: ['app.register(latchkey(auth))', "app.register(latchkey(auth), { prefix: '/v1' })"],
  Express: ['app.use(latchkey(auth))', "app.use('/v1', latchkey(auth))"],
  Hono: ['.use(latchkey(auth))', ".basePath('/v1').use(latchkey(auth))"],
} as const
const faults = (() => {
  for (const name of frameworks) {
    const [mount, mountBelow] = below[name]
    assert.ok(appOf(name).includes(mount))
    for (const [at, code] of [
      [name, appOf(name)],
      [`${name}-v1`, appOf(name).replace(mount, mountBelow)],
    ] as const) {
      mkdirSync(join(folder, at))
      writeFileSync(join(folder, at, 'app.ts'), code)
    }
  }
  return compile(
    folder,
    frameworks.flatMap(name => [`${name}/app.ts`, `${name}-v1/app.ts`]),
  )
})()

test('the apps of the guide compile with strict types, the declarations of all packages included', () => {
  assert.equal(faults, '')
})

for (const name of frameworks) {
  test(`${name}: the guide's app registers, logs in, refreshes, guards a route and logs out`, async t => {
    const base = await start(t, name)
    const post = (path: string, body: unknown, token?: string) => ask(base, path, token, body)
    const email = 'alice@example.com'
    assert.equal((await post('/api/auth/register/', { email, password, password_confirm: password })).status, 201)
    const { body: login } = await post('/api/auth/login/', { email, password })
    const { status, body: pair } = await post('/api/auth/token/refresh/', { refresh: login.refresh })
    assert.equal(status, 200)
    assert.equal((await ask(base, guarded[name])).status, 401)
    // The route of the Express app is for staff.
    assert.equal((await ask(base, guarded[name], pair.access)).status, name === 'Express' ? 403 : 200)
    assert.ok((await post('/api/auth/logout/', { refresh: pair.refresh }, pair.access)).status < 300)
    assert.equal((await ask(base, guarded[name], pair.access)).status, 401)
  })
}

for (const name of frameworks) {
  for (const [at, prefix] of [
    [name, ''],
    [`${name}-v1`, '/v1'],
  ] as const) {
    test(`${name} at ${prefix}/: a browser's cookies log in, come back to be refreshed, and are gone at logout`, async t => {
      const { ask: visit, jar } = createBrowser(await start(t, at), prefix)
      const account = { email: 'carol@example.com', password }
      const registration = { ...account, password_confirm: password }
      assert.equal((await visit('POST', '/api/auth/register/', registration)).status, 201)
      assert.equal((await visit('POST', '/api/auth/cookie/login/', account)).status, 200)
      assert.deepEqual(jar.names(), ['access_token /', `refresh_token ${prefix}/api/auth/`])
      const old = jar.header(`${prefix}/api/auth/`)
      assert.equal((await visit('POST', '/api/auth/cookie/refresh/')).status, 200)
      assert.notEqual(jar.header(`${prefix}/api/auth/`), old)
      assert.equal((await visit('GET', '/api/auth/profile/')).status, 200)
      await visitPages(visit, prefix)
      assert.equal((await visit('POST', '/api/auth/cookie/logout/')).status, 200)
      assert.deepEqual(jar.names(), [])
    })
  }
}

/** Runs what tsc has built, with the guide's port replaced by one that the system finds free. */
async function start(t: TestContext, name: string): Promise<string> {
  const built = join(folder, 'built', name, 'app-anywhere.js')
  writeFileSync(built, readFileSync(join(folder, 'built', name, 'app.js'), 'utf8').replace('8000', '0'))
  const announce = join(folder, 'announce.mjs')
  writeFileSync(announce, announcing)
  const env = { PATH: process.env.PATH, SECRET_KEY: secretKey }
  const child = fork(built, { cwd: join(folder, name), env, execArgv: ['--import', announce] })
  endWith(t, child)
  const ended = once(child, 'exit').then(([code]) => assert.fail(`the app of ${name} ended with ${code}`))
  const [port] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return `http://127.0.0.1:${port}`
}

const announcing = `
import { Server } from 'node:net'
const { listen } = Server.prototype
Server.prototype.listen = function (...args) {
  this.once('listening', () => process.send(this.address().port))
  return listen.apply(this, args)
}`

function endWith(t: TestContext, child: ChildProcess): void {
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
}

async function ask(base: string, path: string, token?: string, json?: unknown) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const sent = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }
  const response = await fetch(base + path, { headers, ...sent })
  const text = await response.text()
  return { status: response.status, body: /^\{/.test(text) ? JSON.parse(text) : text }
}

const why = whyNotContained()
if (why !== undefined) process.stderr.write(`${why}; skipped: the start in a container\n`)
const contained = why === undefined ? browserTest : (name: string) => test(name, { skip: why })

contained(
  'in a container behind a proxy that strips a prefix, a browser logs in, refreshes by cookie and logs out',
  async t => {
    const inner = await startServer(t)
    const prefix = '/auth-service'
    const port = await stripPrefix(t, prefix, inner, guidePage(prefix))
    const email = 'alice@example.com'
    const registration = { email, password, password_confirm: password }
    const registered = await ask(`http://localhost:${port}${prefix}`, '/api/auth/register/', undefined, registration)
    assert.equal(registered.status, 201, JSON.stringify(registered.body))

    const context = await openBrowser(t)
    const page = await context.newPage()
    await page.goto(`http://localhost:${port}/`)
    await page.fill('[name=email]', email)
    await page.fill('[name=password]', password)
    await page.click('form button')
    await page.getByText(`Logged in as ${email}`, { exact: true }).waitFor()
    const paths = (await context.cookies()).map(({ path }) => path).toSorted()
    assert.deepEqual(paths, ['/', `${prefix}/api/auth/`])

    // Two seconds, by the server's settings: only the refresh cookie is left then.
    while ((await context.cookies()).length > 1) await page.evaluate('new Promise(requestAnimationFrame)')
    const refreshed = page.waitForResponse(answer => answer.url().endsWith('/api/auth/cookie/refresh/'))
    await page.reload()
    assert.equal((await refreshed).status(), 200)
    await page.getByText(`Logged in as ${email}`, { exact: true }).waitFor()

    const loggedOut = page.waitForResponse(answer => answer.url().endsWith('/api/auth/cookie/logout/'))
    await page.click('#logout')
    assert.ok((await loggedOut).ok())
    assert.deepEqual(await context.cookies(), [])
  },
)

/** The installed command, with the variables of a cluster around it and its secret in a file. Returns its port. */
async function startServer(t: TestContext): Promise<number> {
  const volume = join(folder, 'volume')
  mkdirSync(volume)
  chownSync(volume, 65_534, 65_534)
  writeFileSync(join(folder, 'secret'), `${secretKey}\n`)
  // A copy, because other users may not be able to read the folder of this repository.
  const node = join(folder, 'node')
  cpSync(process.execPath, node)
  const env = {
    HOST: '0.0.0.0',
    PORT: '0',
    SECRET_KEY_FILE: join(folder, 'secret'),
    DATABASE_URL: `sqlite:${join(volume, 'latchkey.sqlite3')}`,
    ALLOWED_HOSTS: 'localhost',
    LATCHKEY_TRUSTED_PROXIES: '127.0.0.1',
    LATCHKEY_ACCESS_TOKEN_LIFETIME: '2',
    // What Kubernetes adds for a service named latchkey.
    LATCHKEY_PORT: 'tcp://10.0.0.1:8000',
    LATCHKEY_PORT_8000_TCP: 'tcp://10.0.0.1:8000',
    LATCHKEY_PORT_8000_TCP_ADDR: '10.0.0.1',
    LATCHKEY_SERVICE_HOST: '10.0.0.1',
    LATCHKEY_SERVICE_PORT: '8000',
  }
  const main = join(folder, 'node_modules/latchkey/dist/cli/main.js')
  const child = startContained({ command: [node, main, 'serve'], env, volume })
  endWith(t, child)
  const said: string[] = []
  for (const stream of [child.stderr, child.stdout]) {
    assert.ok(stream)
    const lines = createInterface(stream)
    lines.on('line', line => said.push(line))
    if (stream !== child.stdout) continue
    for await (const line of lines) {
      const port = /listens on +http:\S+:(\d+)/.exec(line)?.[1]
      if (port !== undefined) return Number(port)
    }
  }
  throw new Error(`it did not start:\n${said.join('\n')}`)
}
