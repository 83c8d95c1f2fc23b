/** What processes take, from /proc (proc(5)). What others do to the clock, they do not do to these. */
import { existsSync, readFileSync } from 'node:fs'

export const hasProc = existsSync('/proc/self/stat')

/** Seconds of a processor so far, of all of them together: user and system time, in hundredths. */
export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    // The name of a program may hold blanks and brackets; what follows it is counted from there.
    const values = read(pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ')
    return sum + (Number(values[11] ?? 0) + Number(values[12] ?? 0)) / 100
  }, 0)
}

/** Megabytes (10^6) in memory: what `ps` calls the resident set size. */
export function residentMegabytesOf(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status')) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}

/** The process, those that it started, and theirs. */
export function familyOf(pid: number): readonly number[] {
  const children = read(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(familyOf)]
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}
