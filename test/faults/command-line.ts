/** Runs `latchkey ...` as a process of its own, in a folder of its own, with an environment that is told in full. */
import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export type Environment = Readonly<Record<string, string>>

/** Signs the tokens of servers that must not make a secret of their own. Protects nothing. */
export const secretKey = 'A0-fault-test-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'

/** What every run gets unless a test says otherwise: hashes that cost nothing, and no file outside the folder. */
const cheap: Environment = {
  PATH: process.env.PATH ?? '',
  // A second start reads what the first one compiled: these tests start a hundred processes.
  NODE_COMPILE_CACHE: join(tmpdir(), 'latchkey-compile-cache'),
  LATCHKEY_PASSWORD_MEMORY: '64',
  LATCHKEY_PASSWORD_ITERATIONS: '1',
  LATCHKEY_THROTTLING: 'false',
}

export interface Place {
  /** Where it is started: `.env`, `.latchkey/` and a relative database lie there. */
  readonly folder: string
  readonly env?: Environment
}

export interface Running {
  readonly child: ChildProcess
  /** What it said so far. */
  stdout(): string
  stderr(): string
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export function start(words: readonly string[], { folder, env = {} }: Place): Running {
  return follow(spawn(process.execPath, [main, ...words], { cwd: folder, env: { ...cheap, ...env } }))
}

/** Runs to the end, with nothing on its standard input. */
export async function run(words: readonly string[], place: Place): Promise<Ended> {
  const running = start(words, place)
  running.child.stdin?.end()
  return await running.ended
}

/** The command as a shell would be given it, for programs that run another one. */
export function shellCommand(words: readonly string[]): string {
  return [process.execPath, main, ...words].map(word => `'${word}'`).join(' ')
}

export function environmentOf(env: Environment): Environment {
  return { ...cheap, ...env }
}

/** Collects what a process says. */
export function follow(child: ChildProcess): Running {
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...said }))
  })
  return { child, ended, stdout: () => said.stdout, stderr: () => said.stderr }
}
