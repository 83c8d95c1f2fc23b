/** A program that a test starts and listens to. No wait outlasts the program, or a minute. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Program {
  readonly child: ChildProcess
  /** What it has printed so far, on both streams. */
  said(): string
  /** Resolves when it has printed this; rejects with all it said when it ends before, or says something else for a minute. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  /** Ends it. */
  stop(): Promise<void>
}

export interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Runs a script with this Node. */
export function startProgram(words: readonly string[], { cwd, env }: Place): Program {
  const child = spawn(process.execPath, words, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let look = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      look()
    })
  }
  return {
    child,
    said: () => said,
    until: pattern =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${why} before it said ${pattern}:\n${said}`))
        const ended = () => fail('the program ended')
        const timer = setTimeout(() => fail('a minute went by'), 60_000)
        look = () => {
          const found = pattern.exec(said)
          if (found === null) return
          clearTimeout(timer)
          child.off('close', ended)
          resolve(found)
        }
        if (hasEnded(child)) return ended()
        child.once('close', ended).once('close', () => clearTimeout(timer))
        look()
      }),
    stop: async () => {
      if (hasEnded(child)) return
      const closed = once(child, 'close')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      child.kill('SIGTERM')
      await closed
      clearTimeout(timer)
    },
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
