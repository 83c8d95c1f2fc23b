import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ConfigurationError, type ConfigurationFault } from '../../settings/configuration-error.ts'
import { loadSettings } from './load-settings.ts'

const SECRET_KEY = 'a test secret of more than thirty-two bytes'

async function folderWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'latchkey-settings-'))
  t.after(() => rm(cwd, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
  return cwd
}

async function faultsOf(loading: Promise<unknown>): Promise<readonly ConfigurationFault[]> {
  const error = await loading.then(
    () => assert.fail('the configuration was accepted'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ConfigurationError, String(error))
  return error.faults
}

test('an empty folder and an empty environment give the defaults and a persistent secret', async t => {
  const cwd = await folderWith(t, {})
  const first = await loadSettings({ env: {}, cwd })
  const second = await loadSettings({ env: {}, cwd })
  assert.equal(first.port, 8000)
  assert.equal(first.secretKey.reveal().length, 86)
  assert.equal(first.secretKey.reveal(), second.secretKey.reveal())
})

test('the environment overrides .env, .env the configuration file, the file the defaults', async t => {
  const cwd = await folderWith(t, {
    '.env': 'PORT=9001\nHOST=::1\nOTHER=1\n',
    'latchkey.config.ts': "export default { port: 9002 as number, host: '0.0.0.0', accessTokenLifetime: '1m' }",
  })
  const settings = await loadSettings({ env: { PORT: '9000', SECRET_KEY }, cwd })
  assert.equal(settings.port, 9000)
  assert.equal(settings.host, '::1')
  assert.equal(settings.accessTokenLifetime, 60)
  assert.equal(settings.secretKey.reveal(), SECRET_KEY)
})

test('with a secret in the configuration file no secret file is created', async t => {
  const cwd = await folderWith(t, { 'latchkey.config.js': `export default { secretKey: '${SECRET_KEY}' }` })
  const settings = await loadSettings({ env: {}, cwd })
  assert.equal(settings.secretKey.reveal(), SECRET_KEY)
  await assert.rejects(import(join(cwd, '.latchkey/secret-key')), /Cannot find module/)
})

const brokenFiles = [
  ['ts', 'export default {\n  port: 8000\n  debug: true\n}', /Expected .* \(line 3\)/],
  ['ts', "\nthrow new Error('mine')", /: mine \(line 2\)/],
  ['mjs', '\n\nexport default { port: nowhere }', /nowhere is not defined \(line 3\)/],
] as const

for (const [ending, text, says] of brokenFiles) {
  test(`a configuration file that fails is named with its line: ${ending}, ${text.slice(-20)}`, async t => {
    const cwd = await folderWith(t, { [`latchkey.config.${ending}`]: text })
    assert.match((await faultsOf(loadSettings({ env: { SECRET_KEY }, cwd })))[0]?.what ?? '', says)
  })
}

test('a function in the configuration file is passed through', async t => {
  const cwd = await folderWith(t, { 'latchkey.config.ts': 'export default { tokenClaims: () => ({ team: 7 }) }' })
  const settings = await loadSettings({ env: { SECRET_KEY }, cwd })
  assert.deepEqual(settings.tokenClaims?.({} as never), { team: 7 })
})

test('a file that cannot be loaded is reported with the other faults', async t => {
  const cwd = await folderWith(t, { 'latchkey.config.ts': "throw new Error('half written')", '.env': 'DEBUG=maybe' })
  const faults = await faultsOf(loadSettings({ env: { LATCHKEY_QUUX: '1', SECRET_KEY }, cwd }))
  assert.deepEqual(
    faults.map(fault => fault.source),
    ['latchkey.config.ts', 'environment', '.env'],
  )
  assert.match(faults[0]?.what ?? '', /half written/)
})

test('what a file throws is said on one line, as createAuth lists several faults', async t => {
  const cwd = await folderWith(t, { 'latchkey.config.ts': "throw new Error('cannot be used:\\n  port: no\\n')" })
  const faults = await faultsOf(loadSettings({ env: { SECRET_KEY }, cwd }))
  assert.match(faults[0]?.what ?? '', /cannot be used: port: no \(line 1\)$/)
})

test('a file with a syntax error or without a default export is a fault', async t => {
  const broken = await folderWith(t, { 'latchkey.config.ts': 'export default {' })
  const empty = await folderWith(t, { 'latchkey.config.ts': 'export const settings = {}' })
  assert.match((await faultsOf(loadSettings({ env: { SECRET_KEY }, cwd: broken })))[0]?.what ?? '', /cannot be loaded/)
  assert.match((await faultsOf(loadSettings({ env: { SECRET_KEY }, cwd: empty })))[0]?.what ?? '', /default export/)
})

test('a named file is read instead, and must exist', async t => {
  const cwd = await folderWith(t, { 'other.ts': 'export default { port: 9003 }', 'latchkey.config.ts': 'throw 1' })
  const settings = await loadSettings({ env: { SECRET_KEY }, cwd, config: 'other.ts' })
  assert.equal(settings.port, 9003)
  const faults = await faultsOf(loadSettings({ env: { SECRET_KEY }, cwd, config: 'missing.ts' }))
  assert.match(faults[0]?.what ?? '', /does not exist/)
})

test('two configuration files in one folder are refused', async t => {
  const cwd = await folderWith(t, {
    'latchkey.config.ts': 'export default {}',
    'latchkey.config.js': 'export default {}',
  })
  const faults = await faultsOf(loadSettings({ env: { SECRET_KEY }, cwd }))
  assert.match(faults[0]?.what ?? '', /exists beside/)
})

test('an unusable secret file is reported once', async t => {
  const cwd = await folderWith(t, { '.latchkey': 'a file where the folder should be' })
  const faults = await faultsOf(loadSettings({ env: {}, cwd }))
  assert.equal(faults.length, 1)
  assert.match(faults[0]?.fix ?? '', /set SECRET_KEY/)
})

test('an empty SECRET_KEY is refused, and no secret is generated instead', async t => {
  const cwd = await folderWith(t, {})
  const faults = await faultsOf(loadSettings({ env: { SECRET_KEY: '' }, cwd }))
  assert.match(faults[0]?.what ?? '', /empty/)
})
