/** Runs every command of each tutorial's README. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { patternOf, readConsoleSteps, runConsoleSteps } from './walk.ts'

const tutorials = ['1-email-accounts', '2-quickstart', '3-shop-api', '4-cookbook'] as const

for (const folder of tutorials) {
  test(`${folder}: every command of its README prints what the README says`, async t => {
    const steps = readConsoleSteps(readFileSync(new URL(`${folder}/README.md`, import.meta.url), 'utf8'))
    assert.ok(steps.length >= 8, 'the README has commands')
    const baseUrl = await startTutorial(t, folder)
    const outputs = runConsoleSteps(steps, baseUrl, emptyFolder(t))
    for (const [index, { command, expected }] of steps.entries()) {
      assert.match(outputs[index] ?? '', patternOf(expected), command)
    }
  })
}

/** Starts the tutorial as a reader does: from the command line, in a separate process. */
async function startTutorial(t: TestContext, folder: string): Promise<string> {
  const start = fileURLToPath(new URL('start.ts', import.meta.url))
  const words = ['--conditions=latchkey-source', start, folder.slice(0, 1), '--port', '0']
  const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(async () => {
    server.kill('SIGTERM')
    await once(server, 'exit')
  })
  const [line] = await once(server.stdout, 'data')
  const [baseUrl] = /http:\S+/.exec(String(line)) ?? []
  assert.ok(baseUrl, `it prints its address: ${line}`)
  return baseUrl.replace('127.0.0.1', 'localhost')
}

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-walk-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a README that differs from the output is noticed', () => {
  assert.match('{"access":"eyJ.x.y"}', patternOf('{"access":"…"}'))
  assert.doesNotMatch('{"access":"eyJ.x.y","refresh":"z"} more', patternOf('{"access":"…"}'))
  assert.doesNotMatch('403', patternOf('200'))
  assert.deepEqual(readConsoleSteps('```console\n$ a \\\n  b\nout\n$ c\n```\n'), [
    { command: 'a \\\n  b', expected: 'out' },
    { command: 'c', expected: '' },
  ])
})
