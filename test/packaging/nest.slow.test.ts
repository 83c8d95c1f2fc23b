/** The NestJS app of the guide, compiled with its decorators and asked as its readers would, on both of Nest's platforms. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { createBrowser } from './next-site.ts'
import { createConsumer, tscPath } from './packed.ts'
import { startProgram } from './program.ts'

const consumer = createConsumer('with_dependencies')
after(() => consumer.remove())

const site = join(consumer.folder, 'site')
const account = { email: 'zoe@example.com', password: 'correct horse battery staple' }
const registration = { ...account, password_confirm: account.password }
const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  typeRoots: ['../node_modules/@types'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  rootDir: 'src',
  outDir: 'dist',
}

/** The guide's app as its readers vary it: by its platform, a prefix, where Latchkey stands, and a filter. */
const variant = `
import 'reflect-metadata'
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, type INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { LatchkeyModule } from 'latchkey/nest'
import { Inject, Module } from '@nestjs/common'
import { createAuth } from 'latchkey'
import { AppModule as GuideModule } from './app.module.js'

@Catch(HttpException)
class Filter implements ExceptionFilter {
  catch(exception: HttpException, host: ArgumentsHost) {
    const seen = { status: exception.getStatus(), code: exception.errorCode, body: exception.getResponse() }
    host.switchToHttp().getResponse().status(418).send({ seen })
  }
}

const { PLATFORM, PREFIX = '', MOUNT, FILTER } = process.env
const controllers = Reflect.getMetadata('controllers', GuideModule)
const open = () => createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite::memory:' })
const options = MOUNT === undefined ? {} : { path: MOUNT }

@Module({ imports: [LatchkeyModule.forRoot(open, options)], controllers })
class AppModule {}

const app: INestApplication =
  PLATFORM === 'fastify'
    ? await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter())
    : await NestFactory.create(AppModule)
if (PREFIX !== '') app.setGlobalPrefix(PREFIX)
if (FILTER !== undefined) app.useGlobalFilters(new Filter())
await app.listen(0, '127.0.0.1')
console.log(await app.getUrl())
`

/** Each block of the guide that begins with the name of its file. */
function writeGuide(): void {
  const guide = readFileSync(new URL('../../docs/guides/your-own-app.md', import.meta.url), 'utf8')
  mkdirSync(join(site, 'src'), { recursive: true })
  for (const [, path = '', code = ''] of guide.matchAll(/^```typescript\n\/\/ (src\/\S+)\n([\s\S]*?)^```/gm)) {
    writeFileSync(join(site, path), code.replace("'sqlite:app.sqlite3'", "'sqlite::memory:'"))
  }
  writeFileSync(join(site, 'src/variant.ts'), variant)
  writeFileSync(join(site, 'package.json'), '{"private":true,"type":"module"}')
  writeFileSync(join(site, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
  execFileSync(process.execPath, [tscPath, '-p', site], { stdio: 'inherit' })
}

writeGuide()

async function start(t: TestContext, file: string, env: Readonly<Record<string, string>>): Promise<string> {
  const secret = { SECRET_KEY: 'a-secret-of-the-test-that-is-long-enough-for-hs256' }
  const surroundings = { PATH: process.env.PATH, PORT: '0', NO_COLOR: '1', ...secret, ...env }
  const app = startProgram([`dist/${file}`], { cwd: site, env: surroundings })
  t.after(() => app.stop())
  const [url] = await app.until(/^http:\/\/\S+:\d+$/m)
  return url
}

interface Sent {
  readonly body?: object
  readonly access?: string
}

function asking(url: string) {
  return async (method: string, path: string, { body, access }: Sent = {}) => {
    const headers = { 'content-type': 'application/json', ...(access && { authorization: `Bearer ${access}` }) }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
  }
}

const platforms = {
  'main.js': [{ file: 'main.js', env: {}, mount: '', prefix: '' }],
  Express: variantsOn('express'),
  Fastify: variantsOn('fastify'),
}

function variantsOn(PLATFORM: string) {
  return [
    { file: 'variant.js', env: { PLATFORM }, mount: '', prefix: '' },
    { file: 'variant.js', env: { PLATFORM, PREFIX: 'api' }, mount: '', prefix: '/api' },
    { file: 'variant.js', env: { PLATFORM, PREFIX: 'v1', MOUNT: '/v1' }, mount: '/v1', prefix: '/v1' },
  ]
}

for (const [platform, variants] of Object.entries(platforms)) {
  for (const { file, env, mount, prefix } of variants) {
    const where = `${platform}, controllers at ${prefix}/notes, Latchkey at ${mount}/api/auth/`
    test(`${where}: logins, cookies, guarded controllers and parsed bodies`, async t => {
      const url = await start(t, file, env)
      const ask = asking(url)
      const send = async (path: string, sent: Sent) => await ask('POST', `${mount}/api/auth/${path}`, sent)
      assert.equal((await send('register/', { body: registration })).status, 201)
      const login = await send('login/', { body: account })
      assert.equal(login.status, 200)
      const refreshed = await send('token/refresh/', { body: { refresh: login.body.refresh } })
      assert.equal(refreshed.status, 200)
      const { access, refresh = login.body.refresh } = refreshed.body
      assert.equal((await ask('GET', `${mount}/api/auth/profile/`, { access })).body.email, account.email)

      const anonymous = await ask('GET', `${prefix}/notes`)
      assert.equal(anonymous.status, 401)
      assert.deepEqual(anonymous.body, { detail: 'Authentication credentials were not provided.' })
      assert.equal(anonymous.headers.get('www-authenticate'), 'Bearer realm="api"')
      assert.match(anonymous.headers.get('content-type') ?? '', /^application\/json/)
      assert.equal((await ask('GET', `${prefix}/notes`, { access: 'forged' })).body.code, 'token_not_valid')
      assert.deepEqual((await ask('GET', `${prefix}/notes`, { access })).body, { of: 1 })
      const added = await ask('POST', `${prefix}/notes`, { access, body: { text: 'tea' } })
      assert.deepEqual([added.status, added.body], [201, { note: { text: 'tea' }, of: 1 }])
      const staff = await ask('GET', `${prefix}/notes/all`, { access })
      assert.deepEqual(
        [staff.status, staff.body],
        [403, { detail: 'You do not have permission to perform this action.' }],
      )
      assert.equal((await ask('GET', `${prefix}/missing`)).status, 404)

      const browser = createBrowser(url, mount)
      assert.equal((await browser.ask('POST', '/api/auth/cookie/login/', account)).status, 200)
      assert.deepEqual(browser.jar.names(), ['access_token /', `refresh_token ${mount}/api/auth/`])
      assert.equal((await browser.ask('POST', '/api/auth/cookie/refresh/')).status, 200)
      assert.equal((await browser.ask('POST', '/api/auth/cookie/logout/')).status, 200)

      assert.equal((await send('logout/', { access, body: { refresh } })).status, 200)
      assert.equal((await ask('GET', `${prefix}/notes`, { access })).status, 401)
      assert.equal((await send('token/refresh/', { body: { refresh } })).status, 401)
    })
  }
}

for (const PLATFORM of ['express', 'fastify']) {
  test(`${PLATFORM}: an exception filter sees a guard's refusal, and its headers are sent with what it answers`, async t => {
    const ask = asking(await start(t, 'variant.js', { PLATFORM, FILTER: 'yes' }))
    const { status, body, headers } = await ask('GET', '/notes')
    assert.equal(status, 418)
    assert.deepEqual(body.seen, {
      status: 401,
      code: 'not_authenticated',
      body: { detail: 'Authentication credentials were not provided.' },
    })
    assert.equal(headers.get('www-authenticate'), 'Bearer realm="api"')
  })
}

test('a new project of CommonJS, as Nest makes it, has Latchkey by one command', async t => {
  const folder = join(consumer.folder, 'fresh')
  mkdirSync(join(folder, 'src'), { recursive: true })
  const files = {
    'package.json':
      '{"private":true,"dependencies":{"@nestjs/core":"*","@nestjs/platform-express":"*","typescript":"*"}}',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    'src/app.module.ts': freshModule,
    'src/main.ts': freshMain,
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  const command = join(consumer.folder, 'node_modules/latchkey/dist/cli/main.js')
  execFileSync(process.execPath, [command, 'init'], { cwd: folder, stdio: 'pipe' })
  execFileSync(process.execPath, [tscPath, '-p', folder], { stdio: 'inherit' })
  const app = startProgram(['dist/main.js'], { cwd: folder, env: { PATH: process.env.PATH, NO_COLOR: '1' } })
  t.after(() => app.stop())
  const [url] = await app.until(/^http:\/\/\S+:\d+$/m)
  const ask = asking(url)
  assert.equal((await ask('POST', '/api/auth/register/', { body: registration })).status, 201)
  const { access } = (await ask('POST', '/api/auth/login/', { body: account })).body
  assert.equal((await ask('GET', '/api/auth/profile/', { access })).body.email, account.email)
})

const freshModule = `import { Controller, Get, Module } from '@nestjs/common';

@Controller()
class AppController {
  @Get()
  hello() {
    return 'mine';
  }
}

@Module({
  imports: [],
  controllers: [AppController],
})
export class AppModule {}
`

const freshMain = `import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
}
void bootstrap();
`
