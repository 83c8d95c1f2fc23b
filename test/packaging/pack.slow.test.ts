/** `npm pack` builds, packs a README for registries, and leaves the repository as it was. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { copyRepository, createConsumer, pack, root } from './packed.ts'

const consumer = createConsumer('alone')
const installed = join(consumer.folder, 'node_modules/latchkey')
const clone = copyRepository()
after(() => {
  consumer.remove()
  rmSync(clone, { recursive: true })
})

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const npm = (...args: readonly string[]) => spawnSync('npm', args, { cwd: clone, encoding: 'utf8' })

test('a clone that was not built packs everything that package.json offers', () => {
  const { exports, bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const offered = JSON.stringify([exports, bin]).match(/\.\/dist\/[\w/.-]+/g) ?? []
  assert.ok(offered.length > 20)
  for (const path of offered) assert.ok(existsSync(join(installed, path)), path)
})

test('the links of the packed README are absolute', () => {
  const packed = readFileSync(join(installed, 'README.md'), 'utf8')
  assert.ok(packed.includes('](https://example.com/latchkey/blob/main/docs/guides/README.md)'))
  assert.doesNotMatch(packed, /\]\((docs|src|examples|LICENSE|[A-Z]+\.md)/)
})

test('all that is packed can be loaded or read: no sources, no maps to them, no declaration that nothing leads to', () => {
  assert.deepEqual(
    consumer.files.filter(path => path.startsWith('src/') || path.endsWith('.map')),
    [],
  )
  const declarations = consumer.files.filter(path => path.endsWith('.d.ts'))
  assert.ok(declarations.includes('dist/users/principal.d.ts'))
  assert.ok(!declarations.includes('dist/cli/run.d.ts'))
})

test('the licences of the packages that the build joins in are packed', () => {
  const licences = readFileSync(join(installed, 'dist/chunks/LICENSES.txt'), 'utf8')
  for (const name of ['zod', '@opentelemetry/api', 'uqr']) assert.match(licences, new RegExp(`^${name} \\d`, 'm'))
})

test('README.md is that of the repository after npm has packed', () => {
  assert.equal(readFileSync(join(dirname(pack()), 'README.md'), 'utf8'), readme)
})

test('README.md is that of the repository after npm has failed to pack', { timeout: 120_000 }, async () => {
  assert.notEqual(npm('pack', '--silent', '--pack-destination', join(clone, 'no/such/folder')).status, 0)
  // npm runs nothing after a failure: the guard restores the file a moment later.
  while (readFileSync(join(clone, 'README.md'), 'utf8') !== readme) await setImmediate()
})

test('a folder is not published, because npm would show its README: the tarball is', () => {
  const { status, stderr } = npm('publish', '--dry-run')
  assert.notEqual(status, 0)
  assert.match(stderr, /npm pack && npm publish/)
})

test('publint finds nothing in the tarball', async () => {
  const bytes = readFileSync(pack())
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer },
    strict: true,
  })
  assert.deepEqual(
    messages.map(message => formatMessage(message, pkg)),
    [],
  )
})

test('attw: the types of every entry point are those of ES modules, as they are resolved by Node and by bundlers', () => {
  const program = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  const words = [program, pack(), '--profile', 'esm-only', '--no-emoji', '--no-color', '--format', 'table-flipped']
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  for (const name of ['latchkey/verify', 'latchkey/client', 'latchkey/react', 'latchkey/nest'])
    assert.ok(stdout.includes(name), name)
})
