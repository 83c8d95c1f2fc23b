import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readOrCreateSecretFile } from './secret-file.ts'

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-secret-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

async function secretOf(folder: string): Promise<string> {
  const reading = await readOrCreateSecretFile(folder)
  return reading.ok ? reading.secret.reveal() : assert.fail(reading.fault.what)
}

async function refusalOf(folder: string): Promise<string> {
  const reading = await readOrCreateSecretFile(folder)
  return reading.ok ? assert.fail('the file was accepted') : `${reading.fault.what}; ${reading.fault.fix}`
}

test('the first start writes 64 random bytes that only the owner can read and git ignores', async t => {
  const folder = join(await emptyFolder(t), 'deep', '.latchkey')
  const secret = await secretOf(folder)
  assert.equal(Buffer.from(secret, 'base64url').length, 64)
  assert.equal((await stat(join(folder, 'secret-key'))).mode & 0o777, 0o600)
  assert.equal(await readFile(join(folder, '.gitignore'), 'utf8'), '*\n')
  assert.deepEqual((await readdir(folder)).sort(), ['.gitignore', 'secret-key'])
})

test('later starts read the same secret', async t => {
  const folder = await emptyFolder(t)
  assert.equal(await secretOf(folder), await secretOf(folder))
})

test('twenty servers that start at once agree on one secret', async t => {
  const folder = join(await emptyFolder(t), '.latchkey')
  const secrets = await Promise.all(Array.from({ length: 20 }, () => secretOf(folder)))
  assert.equal(new Set(secrets).size, 1)
  assert.deepEqual((await readdir(folder)).sort(), ['.gitignore', 'secret-key'])
})

for (const mode of [0o640, 0o604, 0o620]) {
  test(`a secret file of mode ${mode.toString(8)} is refused, with the command that fixes it`, async t => {
    const folder = await emptyFolder(t)
    await secretOf(folder)
    await chmod(join(folder, 'secret-key'), mode)
    assert.match(await refusalOf(folder), /other users.*; chmod 600 .*secret-key$/)
  })
}

test('an empty or short secret is refused and not replaced', async t => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'secret-key'), '\n', { mode: 0o600 })
  assert.match(await refusalOf(folder), /is empty; delete it/)
  await writeFile(join(folder, 'secret-key'), 'x'.repeat(31))
  assert.match(await refusalOf(folder), /shorter than 32 bytes/)
})

test('a folder that cannot be created is refused with two ways to fix it', async t => {
  const file = join(await emptyFolder(t), 'file')
  await writeFile(file, '')
  assert.match(await refusalOf(join(file, '.latchkey')), /cannot be used.*writable, or set SECRET_KEY/)
})
