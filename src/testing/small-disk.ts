/** A disk of a few megabytes for one test, to be filled up and freed. Needs root, as mounting does. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export interface SmallDisk {
  readonly folder: string
  /** Takes all the room that is left. */
  fill(): void
  free(): void
}

/** For `skip`: why there is none here, or `false`. */
export const whyNoSmallDisk =
  process.platform === 'linux' && process.getuid?.() === 0 ? false : 'mounting a small disk needs root on Linux'

/** Mounted at a folder of its own. Unmounted after the test, also under files that are still open. */
export function mountSmallDisk(t: Pick<TestContext, 'after'>, megabytes: number): SmallDisk {
  const folder = mkdtempSync('/tmp/latchkey-disk-')
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder])
  t.after(() => {
    execFileSync('umount', ['--lazy', folder])
    rmdirSync(folder)
  })
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      const file = openSync(filler, 'a')
      try {
        for (const size of [65_536, 4096]) fillBy(file, size)
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler, { force: true }),
  }
}

function fillBy(file: number, size: number): void {
  const bytes = Buffer.alloc(size)
  try {
    while (writeSync(file, bytes) > 0);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error
  }
}
