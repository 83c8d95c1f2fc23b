/** The example as its readers have it: compiled with its decorators beside the packed package, and asked over HTTP. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createConsumer, tscPath } from '../../test/packaging/packed.ts'
import { startProgram } from '../../test/packaging/program.ts'
import { createCaller, secretKey } from '../caller.ts'

test('notes in Nest: each is seen and removed by its owner, and staff see all', async t => {
  const consumer = createConsumer('with_dependencies')
  t.after(() => consumer.remove())
  const folder = join(consumer.folder, 'site')
  cpSync(import.meta.dirname, folder, { recursive: true, filter: path => !path.endsWith('.test.ts') })
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  execFileSync(process.execPath, [tscPath, '-p', folder], { stdio: 'inherit' })
  const env = { PATH: process.env.PATH, SECRET_KEY: secretKey, PORT: '0', NO_COLOR: '1' }
  const app = startProgram(['dist/main.js'], { cwd: folder, env })
  t.after(() => app.stop())
  const [url] = await app.until(/^http:\/\/\S+:\d+$/m)

  const [ada, bob, stranger] = [createCaller(url), createCaller(url), createCaller(url)]
  await ada.register('ada@example.com')
  await bob.register('bob@example.com')
  const added = await ada.send('POST', '/notes', { text: 'buy milk' })
  assert.deepEqual([added.status, added.json], [201, { id: 1, text: 'buy milk' }])
  assert.equal((await ada.send('POST', '/notes', { text: '' })).status, 400)
  assert.deepEqual((await ada.send('GET', '/notes')).json, { of: 'ada@example.com', notes: [added.json] })
  assert.deepEqual((await bob.send('GET', '/notes')).json.notes, [])
  assert.equal((await bob.send('DELETE', '/notes/1')).status, 404)
  assert.equal((await stranger.send('GET', '/notes')).status, 401)
  assert.equal((await ada.send('GET', '/notes/all')).status, 403)
  assert.equal((await ada.send('DELETE', '/notes/1')).status, 200)
  assert.deepEqual((await ada.send('GET', '/notes')).json.notes, [])

  const command = join(consumer.folder, 'node_modules/latchkey/dist/cli/main.js')
  const words = [command, 'users', 'change', 'bob@example.com', '--staff', 'yes']
  execFileSync(process.execPath, words, { cwd: folder, env: { ...env, DATABASE_URL: 'sqlite:notes.sqlite3' } })
  assert.equal((await bob.send('GET', '/notes/all')).status, 200)
})
