import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Servers run as users have them, so from `dist/`. */
export function buildFirst(): void {
  const script = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(1)
}
