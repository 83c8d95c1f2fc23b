import 'reflect-metadata'

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { DynamicModule, INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { testAdapter } from '../testing/adapter-contract.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { type AuthSource, LatchkeyModule, type LatchkeyModuleOptions, latchkeyAuth } from './nest.ts'

const platforms = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() } as const

async function create(
  platform: keyof typeof platforms,
  source: AuthSource,
  options?: LatchkeyModuleOptions,
): Promise<INestApplication> {
  class AppModule {}
  const module: DynamicModule = { module: AppModule, imports: [LatchkeyModule.forRoot(source, options)] }
  return await NestFactory.create(module, platforms[platform](), { logger: false, abortOnError: false })
}

async function listen(t: TestContext, app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1')
  t.after(() => app.close())
  return (await app.getUrl()).replace('[::1]', '127.0.0.1')
}

for (const platform of ['express', 'fastify'] as const) {
  const options = { closes: false, position: 'before-parsers' } as const
  testAdapter(`nest on ${platform}`, async (t, auth) => await listen(t, await create(platform, auth, options)))
}

test('what the application adds comes before the endpoints, and the bodies that Nest has parsed are used', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  for (const platform of ['express', 'fastify'] as const) {
    const app = await create(platform, auth, { closes: false })
    const seen: string[] = []
    app.use(({ url }: { readonly url: string }, _: unknown, next: () => void) => {
      seen.push(url)
      next()
    })
    const account = { email: `${platform}@example.com`, password: testPassword, password_confirm: testPassword }
    const url = await listen(t, app)
    const answer = await fetch(`${url}/api/auth/register/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    })
    assert.deepEqual([answer.status, seen], [201, ['/api/auth/register/']])
  }
})

test('an Auth that is opened later, and promised, is waited for; one that fails stops the start with its cause', async t => {
  const auth = await createTestAuth()
  for (const source of [() => Promise.resolve(auth), Promise.resolve(auth)]) {
    const app = await create('express', source, { closes: false })
    await app.init()
    t.after(() => app.close())
    assert.equal(app.get(latchkeyAuth), auth)
  }
  await auth.close()
  await assert.rejects(
    create('express', () => Promise.reject(new Error('no database'))),
    /no database/,
  )
})

test('when the application closes, the Auth is closed, unless others use it too', async () => {
  for (const [options, isOpen] of [
    [undefined, false],
    [{ closes: false }, true],
  ] as const) {
    const auth = await createTestAuth()
    const app = await create('express', auth, options)
    await app.init()
    await app.close()
    const read = auth.store.users.findByLogin('zoe@example.com')
    if (!isOpen) await assert.rejects(read)
    else assert.equal(await read.finally(() => auth.close()), undefined)
  }
})
