/** `npm pack` runs this first: it builds, then puts README.md as a registry shows it into place. */
import '../node-version.ts'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../files.ts'
import { putPackedReadme } from './swap-readme.ts'

// On standard error: `npm pack` prints the name of the tarball on standard output.
const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: ['ignore', 2, 2] })
if (status === 0) {
  // npm runs `postpack` only after it has packed. The guard also sees npm fail, or end by a signal.
  const guard = [join(root, 'scripts/pack/guard-readme.ts'), String(process.ppid)]
  putPackedReadme()
  spawn(process.execPath, guard, { cwd: root, detached: true, stdio: 'ignore' }).unref()
} else process.exitCode = 1
