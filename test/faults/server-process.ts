/** A server as a process: started, asked over a socket, ended by a signal. */
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type Ended, type Environment, start } from './command-line.ts'

export interface ServerProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  signal(name: NodeJS.Signals): void
  /** Resolves when it has ended, however. */
  readonly ended: Promise<Ended>
  stderr(): string
  stdout(): string
}

/** Resolves when it listens, on a port that was free. It never outlives the test. */
export async function startServer(
  t: Pick<TestContext, 'after'>,
  folder: string,
  env: Environment = {},
): Promise<ServerProcess> {
  const { child, ended, stdout, stderr } = start(['serve'], {
    folder,
    env: { PORT: '0', ...env },
  })
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /listens on +(http:\S+)/.exec(stdout())?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', look)
    ended.then(({ code, stderr: said }) => reject(new Error(`it ended with ${code}: ${said}`)), reject)
  })
  const signal = (name: NodeJS.Signals) => void child.kill(name)
  return { url, pid: child.pid ?? 0, port: Number(new URL(url).port), signal, ended, stdout, stderr }
}

/** How much memory it has, of Linux's own telling. */
export function residentMegabytes({ pid }: Pick<ServerProcess, 'pid'>): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory`)
  return Math.round(Number(kilobytes) / 1024)
}
