/** Mistakes at the tutorials' command line. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

function run(script: string, ...words: readonly string[]) {
  return runIn({}, script, ...words)
}

function runIn(more: Readonly<Record<string, string>>, script: string, ...words: readonly string[]) {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const env = { ...inherited, ...more }
  const args = ['--conditions=latchkey-source', file, ...words]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env, timeout: 30_000 })
  return { status, stderr: stderr.trim() }
}

for (const [script, first] of [
  ['start.ts', ['2', '--database', ':memory:']],
  ['serve.ts', ['--profile', 'main']],
] as const) {
  test(`${script}: an unknown option and a port that is none are answered with the options`, () => {
    for (const [wrong, says] of [
      [['--prot', '3'], /^Unknown option '--prot'\.\nOptions: --port NUMBER, --/],
      [['--port', 'abc'], /^abc is no port\.\nOptions: /],
    ] as const) {
      const { status, stderr } = run(script, ...first, ...wrong)
      assert.equal(status, 2)
      assert.match(stderr, says)
    }
  })

  test(`${script}: a port in use is said, without a stack trace`, async t => {
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const { status, stderr } = run(script, ...first, '--port', port)
    assert.equal(status, 1)
    assert.match(stderr, /^listen EADDRINUSE.*\nAnother server is there: stop it, or choose another --port\.$/)
    const byVariable = runIn({ PORT: port }, script, ...first)
    assert.match(byVariable.stderr, new RegExp(`EADDRINUSE.*:${port}\\n`))
  })
}
