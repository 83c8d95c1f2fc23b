/**
 * Lets hashing threads step back behind the event loop. A hash keeps a core for ten milliseconds; as long as its thread has
 * the same priority, each of them is time that requests wait for a core. Lowering a priority needs no right. Only Linux has
 * priorities of single threads; elsewhere, and where the system refuses, nothing changes.
 */
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { getPriority, setPriority } from 'node:os'

/** Linux gives such a thread a tenth of a core that another wants wholly, and the whole of one that none wants. */
export const hashingNice = 10

/** The threads in which Node hashes. They do file system and name look-ups, too: this is for a process that serves. */
export async function lowerThreadPool(): Promise<void> {
  if (!canStepBack()) return
  const threads = '/proc/self/task'
  try {
    // Reading the folder is work for these threads, so they have begun.
    for (const id of await readdir(threads)) {
      if (readFileSync(`${threads}/${id}/comm`, 'utf8') === 'libuv-worker\n') setPriority(Number(id), hashingNice)
    }
  } catch {
    // No /proc, or a sandbox that forbids it: the server is as it would be without.
  }
}

/** The calling thread alone: elsewhere than on Linux it would be the process. */
export function lowerThisThread(): void {
  if (!canStepBack()) return
  try {
    setPriority(0, hashingNice)
  } catch {
    // A sandbox that forbids it.
  }
}

/** A process that was started further back stays there. */
function canStepBack(): boolean {
  return process.platform === 'linux' && getPriority() < hashingNice
}
