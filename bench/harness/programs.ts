/** Starts the processes of a measurement, and ends them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cleanup } from './cleanup.ts'

export interface Program {
  /** What Node is called with: a script and its arguments, or options before them. */
  readonly args: readonly string[]
  /** Its working directory, where what it says on standard error is kept. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Running {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

/** Resolves when it says where it listens. */
export async function startServer(program: Program, cleanup: Cleanup): Promise<Running> {
  const { child, ended, said } = start(program, cleanup, 'ignore')
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', text => {
      output += text
      const [, found] = /listen\S+ +(?:on +)?(http:\/\/\S+:\d+)/.exec(output) ?? []
      if (found !== undefined) resolve(found)
    })
    ended.then(code => reject(new Error(`${program.args.join(' ')} ended with ${code} and said: ${said()}`)))
  })
  return { pid: child.pid ?? 0, url, stop: () => stop(child, ended) }
}

/** Runs a program that is given one JSON document and prints another. */
export async function runProgram<Result>(program: Program, input: unknown, cleanup: Cleanup): Promise<Result> {
  const { child, ended, said } = start(program, cleanup, 'pipe')
  child.stdin?.end(JSON.stringify(input))
  let output = ''
  child.stdout?.on('data', text => {
    output += text
  })
  const code = await ended
  if (code !== 0) throw new Error(`${program.args.join(' ')} ended with ${code} and said: ${said()}`)
  return JSON.parse(output)
}

function start({ args, folder, env = {} }: Program, cleanup: Cleanup, stdin: 'ignore' | 'pipe') {
  const log = join(folder, `program-${randomUUID()}.log`)
  const file = openSync(log, 'w')
  const whole = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: '0', ...env }
  // A log goes to a file, as it would where a server runs: a pipe would have this process read it.
  const child = spawn(process.execPath, args, { cwd: folder, env: whole, stdio: [stdin, 'pipe', file] })
  closeSync(file)
  const ended = new Promise<number | string | null>(resolve => {
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  cleanup.add(() => stop(child, ended))
  return { child, ended, said: () => readFileSync(log, 'utf8').slice(-2000) }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(giveUp)
}
