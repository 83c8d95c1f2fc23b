/** The check on living databases, and the configuration that it writes: it compiles, and a server starts with it. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { settingsCommand } from '../../src/django/settings-command.ts'
import {
  makeShop,
  manageShop,
  type Shop,
  shopEngines,
  shopKinds,
  whyNoDjangoShop,
} from '../../src/testing/django-shop.ts'
import { findPort } from '../../src/testing/postgres-cluster.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'

const skip = await whyNoDjangoShop()
const root = fileURLToPath(new URL('../../', import.meta.url))
const main = join(root, 'src/cli/main.ts')

interface Document {
  readonly fit: boolean
  readonly findings: readonly { readonly id: string; readonly level: string; readonly what: string }[]
}

/** With the settings beside it, as the line for manage.py prints them. */
async function folderOf(t: TestContext, shop: Shop): Promise<string> {
  const folder = temporaryFolder(t)
  const [, script = ''] = /shell -c '([\s\S]*)' > /.exec(settingsCommand) ?? []
  writeFileSync(join(folder, 'django.json'), await manageShop(shop, 'shell', '-c', script))
  return folder
}

/** The command as it is typed. `status` is its exit code. */
function run(folder: string, words: readonly string[]): { readonly status: number; readonly output: string } {
  try {
    const all = ['--conditions=latchkey-source', main, 'adopt', 'django', ...words]
    return { status: 0, output: execFileSync(process.execPath, all, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }) }
  } catch (error) {
    const { status, stdout, stderr } = error as {
      readonly status: number
      readonly stdout: string
      readonly stderr: string
    }
    return { status, output: stdout || stderr }
  }
}

for (const engine of shopEngines) {
  for (const kind of shopKinds) {
    test(`${kind} on ${engine}: the check says what stands in the way, and the options clear it`, { skip }, async t => {
      const shop = await makeShop({ kind, engine })
      t.after(shop.drop)
      const folder = await folderOf(t, shop)
      const settings = ['--settings', 'django.json', '--check', '--json']
      const first = run(folder, [shop.url, ...settings])
      const { fit, findings }: Document = JSON.parse(first.output)
      const blockers = findings.filter(({ level }) => level === 'blocker').map(({ id }) => id)
      assert.equal(first.status, blockers.length === 0 ? 0 : 1)
      assert.equal(fit, blockers.length === 0)
      const isLarge = shop.facts.accounts.big_id !== undefined
      // MySQL takes no second account whose name differs in case alone; e-mail accounts have no Unicode twins.
      const hasTwins = kind !== 'email' || engine !== 'mysql'
      const wanted = [
        ...(isLarge ? ['user_ids_too_large'] : []),
        ...(kind === 'uuid' ? ['soft_deletion'] : []),
        ...(hasTwins ? ['login_twins'] : []),
      ]
      assert.deepEqual(blockers.toSorted(), wanted.toSorted())
      const carried = findings.filter(({ level }) => level === 'carried').map(({ id }) => id)
      for (const id of [
        'users',
        'groups',
        'social_accounts',
        'verified_addresses',
        'spent_tokens',
        'signing_key',
        'hasher',
      ])
        assert.ok(carried.includes(id), id)
      assert.match(
        findings.find(({ id }) => id === 'users')?.what ?? '',
        new RegExp(`^${shop.facts.facts.users} users`),
      )
      const left = Object.values(shop.facts.accounts).flatMap(({ id }) =>
        Number(id) > Number.MAX_SAFE_INTEGER ? ['--leave-out', id] : [],
      )
      const cleared = ['--username-case', 'exact', '--inactive-when', kind === 'uuid' ? 'deleted_at' : 'none', ...left]
      const second: Document = JSON.parse(run(folder, [shop.url, ...settings, ...cleared]).output)
      assert.deepEqual(
        second.findings.filter(({ level }) => level === 'blocker').map(({ id }) => id),
        // The counter of SQLite stays where a large id left it.
        isLarge && engine === 'sqlite' ? ['user_id_counter'] : [],
      )
      // Nothing was written there.
      assert.deepEqual(JSON.parse(run(folder, [shop.url, ...settings]).output), { ...JSON.parse(first.output) })
    })
  }
}

for (const kind of shopKinds) {
  test(`${kind}: the written configuration compiles, and a server starts with it`, { skip }, async t => {
    const shop = await makeShop({ kind, engine: 'postgres' })
    t.after(shop.drop)
    const folder = await folderOf(t, shop)
    run(folder, [shop.url, '--settings', 'django.json', '--inactive-when', 'none', '--write', 'latchkey.config.ts'])
    const text = readFileSync(join(folder, 'latchkey.config.ts'), 'utf8')
    assert.doesNotMatch(text, /shared-signing-key|django-secret|postgres:/)
    assert.match(text, new RegExp(`accounts: '${kind === 'email' ? 'email' : 'username'}'`))
    assert.match(text, /pbkdf2Iterations: 260000/)
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules/latchkey'))
    symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
    compile(folder)
    await start(t, folder, shop.facts.key)
  })
}

function compile(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      include: ['latchkey.config.ts'],
    }),
  )
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })
}

async function start(t: TestContext, folder: string, key: string): Promise<void> {
  const port = await findPort()
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    LATCHKEY_SIGNING_KEY: key,
    SECRET_KEY: `${key}-of-its-own`,
    DATABASE_URL: `sqlite:${join(folder, 'own.sqlite3')}`,
  }
  const server = spawn(process.execPath, ['--conditions=latchkey-source', main, 'serve'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', bytes => (said += bytes))
  t.after(() => void server.kill('SIGKILL'))
  for (let tries = 0; tries < 600; tries += 1) {
    assert.equal(server.exitCode, null, said)
    const status = await fetch(`http://127.0.0.1:${port}/api/token/`, { method: 'POST' }).then(
      response => response.status,
      () => undefined,
    )
    if (status !== undefined) {
      assert.equal(status, 400)
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
      return
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.fail(said)
}
