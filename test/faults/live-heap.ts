/**
 * How much memory a server still holds after a full collection. Resident memory says little of that: the collector
 * lets garbage stand while there is room, and how much depends on what else the machine does.
 *
 * The server loads this file first (`tellsLiveHeap`) and answers SIGUSR2 with a line on its standard error.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import type { ServerProcess } from './server-process.ts'

/** What NODE_OPTIONS of such a server must hold. */
export const tellsLiveHeap = `--import=${import.meta.url}`

/** Megabytes that are reachable: objects and buffers. */
export async function liveMegabytes(server: ServerProcess): Promise<number> {
  const told = () => [...server.stderr().matchAll(/^live bytes (\d+)$/gm)]
  const before = told().length
  server.signal('SIGUSR2')
  while (told().length === before) await pause(20)
  return Number(told().at(-1)?.[1]) / 1024 / 1024
}

if (isMainThread && process.env.NODE_OPTIONS?.includes(import.meta.url)) {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  process.on('SIGUSR2', () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    process.stderr.write(`live bytes ${heapUsed + external}\n`)
  })
}
