import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { root } from './files.ts'

/** A folder whose only test is this one. */
function folderWith(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-run-tests-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src/only.test.ts'), `import { test } from 'node:test'\n${text}\n`)
  return folder
}

/** Runs the runner as a person does: without NODE_TEST_CONTEXT, by which node:test knows that it runs inside itself. */
function runTests(cwd: string, ...words: readonly string[]) {
  const { NODE_TEST_CONTEXT: _inside, ...env } = process.env
  return spawnSync(process.execPath, [join(root, 'scripts/run-tests.ts'), ...words], { cwd, env, encoding: 'utf8' })
}

test('tests that pass end with 0 and a summary', t => {
  const { status, stdout } = runTests(folderWith(t, "test('it holds', () => {})"))
  assert.equal(status, 0)
  assert.match(stdout, /passed 1\nfailed 0\n/)
})

test('a test that fails ends with 1', t => {
  const { status, stdout } = runTests(folderWith(t, "test('it breaks', () => { throw new Error('broken') })"))
  assert.equal(status, 1)
  assert.match(stdout, /^failed 1$/m)
})

test('a test file that ends its own process ends with 1', t => {
  assert.equal(runTests(folderWith(t, 'process.exit(3)')).status, 1)
})

test('a word that no path holds is a failure, not a success of nothing', t => {
  const { status, stderr } = runTests(folderWith(t, "test('it holds', () => {})"), 'no-such-test')
  assert.equal(status, 1)
  assert.match(stderr, /No test has no-such-test in its path/)
})

test('a word chooses the tests whose path holds it', t => {
  const { status, stdout } = runTests(folderWith(t, "test('it holds', () => {})"), 'only')
  assert.equal(status, 0)
  assert.match(stdout, /\[1\/1\] src\/only\.test\.ts \(1 test, /)
})
