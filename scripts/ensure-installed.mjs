// `npm pack` in a fresh clone: what the build needs is installed first. Plain JavaScript, because the Node that can read
// TypeScript may only come with it. Everything is said on standard error: `npm pack --json` has standard output.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

if (!existsSync(new URL('../node_modules/typescript/package.json', import.meta.url))) {
  process.stderr.write('node_modules/ is missing: running `npm ci`.\n')
  // The flags of `npm pack` come by environment, and `--dry-run` would install nothing.
  const args = ['ci', '--no-dry-run', '--no-global', '--include=dev', '--no-audit', '--no-fund', '--silent']
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
  process.exitCode = status ?? 1
}
