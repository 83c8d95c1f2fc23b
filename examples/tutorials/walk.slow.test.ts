/** Does what each tutorial's README says, from the first line to the last. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openShell, patternOf, readSteps, type ServerStep } from './walk.ts'

const tutorials = ['1-email-accounts', '2-quickstart', '3-shop-api', '4-cookbook'] as const
const root = fileURLToPath(new URL('../../', import.meta.url))
const written = 'http://localhost:8000'

for (const folder of tutorials) {
  test(`${folder}: every command of its README prints what the README says`, { timeout: 300_000 }, async t => {
    const steps = readSteps(readFileSync(new URL(`${folder}/README.md`, import.meta.url), 'utf8'))
    assert.ok(steps.length >= 8, 'the README has commands')
    const env = surroundings(t)
    const run = openShell(t, root, env)
    const start = createStarter(t, env)
    let baseUrl = ''
    for (const step of steps) {
      if (step.kind === 'server') baseUrl = await start(step)
      else {
        const output = await run(step.command.replaceAll(written, baseUrl).replaceAll('/tmp/', `${env.TMPDIR}/`))
        assert.match(output.replaceAll(baseUrl, written), patternOf(step.expected), step.command)
      }
    }
  })
}

/** The app and the commands share a database, as a reader's do; this one is gone afterwards. */
function surroundings(t: TestContext): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-walk-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const database = { DATABASE_URL: `sqlite:///${join(folder, 'walk.sqlite3')}`, TMPDIR: folder }
  // A reader's shell is not inside a test: `npm test` would run nothing there.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return { ...env, ...database, SECRET_KEY: 'the walks share this secret, which protects nothing' }
}

/** Starts the tutorial as a reader does: from the command line, in a separate process, one at a time. */
function createStarter(t: TestContext, env: NodeJS.ProcessEnv): (step: ServerStep) => Promise<string> {
  const script = fileURLToPath(new URL('start.ts', import.meta.url))
  let running: ChildProcess | undefined
  const stop = async () => {
    if (running?.exitCode === null && running.kill('SIGTERM')) await once(running, 'exit')
  }
  t.after(stop)
  return async ({ number, env: asked, copy }) => {
    await stop()
    const words = ['--conditions=latchkey-source', script, number, '--port', '0']
    const server = spawn(process.execPath, words, { cwd: root, env: { ...env, ...asked } })
    running = server
    return await new Promise((resolve, reject) => {
      let output = ''
      const read = (text: Buffer) => {
        output += text
        if (copy !== undefined) appendFileSync(copy.replace('/tmp/', `${env.TMPDIR}/`), text)
        const [, port] = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? []
        if (port !== undefined) resolve(`http://localhost:${port}`)
      }
      server.stdout.on('data', read)
      server.stderr.on('data', read)
      server.once('exit', () => reject(new Error(`the tutorial did not start:\n${output}`)))
    })
  }
}

test('a README that differs from the output is noticed', () => {
  assert.match('{"access":"eyJ.x.y"}', patternOf('{"access":"…"}'))
  assert.doesNotMatch('{"access":"eyJ.x.y","refresh":"z"} more', patternOf('{"access":"…"}'))
  assert.doesNotMatch('403', patternOf('200'))
  assert.deepEqual(
    readSteps('```sh\nDEBUG=True npm run tutorial -- 1\n```\n```console\n$ a \\\n  b\nout\n$ c\n```\n'),
    [
      { kind: 'server', number: '1', env: { DEBUG: 'True' }, copy: undefined },
      { kind: 'command', command: 'a \\\n  b', expected: 'out' },
      { kind: 'command', command: 'c', expected: '' },
    ],
  )
})

test('a README cannot tell its reader to type what no test runs', () => {
  assert.throws(() => readSteps('```sh\nnpm run something\n```\n'), /what no test runs: npm run something/)
})
