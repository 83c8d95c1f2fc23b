/** The example as its README tells it, with a real Django, on one PostgreSQL database. */
import assert from 'node:assert/strict'
import { execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { shopPython, whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import { findPort } from '../../src/testing/postgres-cluster.ts'
import { createTestDatabase } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { startProgram } from '../../test/packaging/program.ts'
import { type Answer, password, secretKey } from '../caller.ts'

const here = import.meta.dirname
const main = join(here, '../../src/cli/main.ts')
const skip = await whyNoDjangoShop()

test('people stay logged in while their accounts move, and both sides are one database', { skip }, async t => {
  const { django, latchkey, written } = await openBoth(t)
  django.manage('migrate', '-v0')
  django.createUser('ada')
  const there = asking(await django.serve())
  const atDjango = (await there('POST', '/api/token/', { username: 'ada', password })).json

  assert.equal(latchkey.check(), readFileSync(join(here, 'latchkey.config.ts'), 'utf8'))
  latchkey.run('adopt', 'django', '--settings', written)
  const follower = latchkey.start('adopt', 'django', '--follow')
  await follower.until(/Following/)
  const [url] = await latchkey.start('serve', '--port', '0').until(/http:\/\/127\.0\.0\.1:\d+/)
  const at = asking(url)

  // A token of Django's goes on here, is spent on both sides, and its successor opens what stays Django.
  const renewed = await at('POST', '/api/auth/token/refresh/', { refresh: atDjango.refresh })
  assert.equal(renewed.status, 200)
  assert.equal((await there('POST', '/api/token/refresh/', { refresh: atDjango.refresh })).status, 401)
  assert.deepEqual((await there('GET', '/orders/', undefined, renewed.json.access)).json, { orders_of: 'ada' })

  // Until the switch accounts are made at Django, and are followed.
  const carol = { username: 'carol', email: 'carol@example.com', password, password_confirm: password }
  assert.equal((await at('POST', '/api/auth/register/', carol)).status, 409)
  django.createUser('bob')
  const login = async () => (await at('POST', '/api/auth/token/', { username: 'bob', password })).status
  for (const until = Date.now() + 20_000; (await login()) !== 200; ) assert.ok(Date.now() < until, follower.said())

  latchkey.run('adopt', 'switch', '--rollback-ready')
  await follower.stop()
  assert.equal((await at('POST', '/api/auth/register/', carol)).status, 201)
  const { access } = (await at('POST', '/api/auth/token/', { username: 'carol', password })).json
  assert.deepEqual((await there('GET', '/orders/', undefined, access)).json, { orders_of: 'carol' })
  assert.match(latchkey.run('adopt', 'verify'), /users +3 +3 +yes/)
})

async function openBoth(t: TestContext) {
  const database = await createTestDatabase(t)
  const written = join(temporaryFolder(t), 'django.json')
  const env = {
    PATH: process.env.PATH,
    PYTHONDONTWRITEBYTECODE: '1',
    NO_COLOR: '1',
    DATABASE_NAME: new URL(database).pathname.slice(1),
    DATABASE_URL: `${database}?schema=latchkey`,
    LATCHKEY_DJANGO_DATABASE_URL: database,
    LATCHKEY_SIGNING_KEY: 'a signing key that both sides of the example have, 0123456789',
    SECRET_KEY: secretKey,
  }
  const place = { cwd: here, env }
  const words = (...rest: string[]) => ['--conditions=latchkey-source', main, ...rest]
  const latchkey = {
    run: (...rest: string[]) =>
      execFileSync(process.execPath, words(...rest), { ...place, encoding: 'utf8', stdio: 'pipe' }),
    start(...rest: string[]) {
      const program = startProgram(words(...rest), place)
      t.after(() => program.stop())
      return program
    },
    /** The configuration that the check writes. */
    check() {
      const line = latchkey.run('adopt', 'django', '--print-settings-command').replace(/^python/, shopPython)
      writeFileSync(written, execFileSync('sh', ['-c', line.replace('> django.json', '')], place))
      const config = `${written}.config.ts`
      latchkey.run('adopt', 'django', '--check', '--settings', written, '--write', config)
      return readFileSync(config, 'utf8')
    },
  }
  return { django: djangoIn(t, place), latchkey, written }
}

function djangoIn(t: TestContext, place: SpawnOptions & { readonly cwd: string }) {
  const manage = (...words: string[]) => void execFileSync(shopPython, ['manage.py', ...words], { ...place })
  return {
    manage,
    createUser(name: string) {
      const code = `User.objects.create_user('${name}', '${name}@example.com', '${password}')`
      manage('shell', '-c', `from django.contrib.auth.models import User; ${code}`)
    },
    async serve(): Promise<string> {
      const port = await findPort()
      const words = ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`]
      const server = spawn(shopPython, words, { ...place, stdio: 'ignore' })
      t.after(async () => {
        server.kill('SIGKILL')
        if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
      })
      const url = `http://127.0.0.1:${port}`
      for (const until = Date.now() + 20_000; ; ) {
        if (await fetch(`${url}/orders/`).catch(() => false)) return url
        assert.ok(Date.now() < until, 'Django does not answer')
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    },
  }
}

function asking(url: string) {
  return async (method: string, path: string, body?: object, access?: string): Promise<Answer> => {
    const headers = { 'content-type': 'application/json', ...(access && { authorization: `Bearer ${access}` }) }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return { status: answer.status, json: await answer.json() }
  }
}
