/**
 * `latchkey dev`: the ready-made server while one works on it. DEBUG is on, so that the first start needs no configuration, mails
 * are printed and the API has a page; it starts anew when the configuration, what that imports, or `.env` changes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, type FSWatcher, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { configHelp } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'

export const devCommand: Command = {
  name: 'dev',
  summary: 'Start the server for work on it: debug on, anew after each change.',
  options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  help: [
    configHelp,
    ['--host ADDRESS', 'the address to listen on (HOST)'],
    ['--port NUMBER', 'the port to listen on (PORT); 0 takes a free one'],
  ],
  async run({ cwd, env }, values) {
    const words = (['config', 'host', 'port'] as const).flatMap(name =>
      typeof values[name] === 'string' ? [`--${name}`, values[name]] : [],
    )
    const script = process.argv[1] ?? ''
    // Node itself watches what the process imports, the configuration included.
    const args = [...process.execArgv, '--watch', '--watch-preserve-output', script, 'serve', ...words]
    return await keepRunning(
      () => spawn(process.execPath, args, { cwd, env: { DEBUG: 'true', ...env }, stdio: 'inherit' }),
      dotEnvOf(cwd, values.config),
    )
  },
}

/** What Node does not import, and the server reads. */
function dotEnvOf(cwd: string, config: unknown): string {
  const folder = typeof config === 'string' && existsSync(resolve(cwd, config)) ? dirname(resolve(cwd, config)) : cwd
  return resolve(folder, '.env')
}

/** Until the process is told to end, or the server ends by itself. */
async function keepRunning(start: () => ChildProcess, dotEnv: string): Promise<ExitCode> {
  let child = start()
  let isEnding = false
  let isRestarting = false
  return await new Promise<ExitCode>(done => {
    const watcher = watchFile(dotEnv, () => {
      isRestarting = true
      child.kill('SIGTERM')
    })
    const follow = (running: ChildProcess) =>
      running.once('exit', code => {
        if (isRestarting && !isEnding) {
          isRestarting = false
          child = start()
          follow(child)
          return
        }
        watcher.close()
        done(isEnding || code === 0 ? 0 : 1)
      })
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        isEnding = true
        child.kill('SIGTERM')
      })
    follow(child)
  })
}

/** The folder is watched: an editor may replace the file. */
function watchFile(path: string, changed: () => void): FSWatcher {
  let timer: NodeJS.Timeout | undefined
  return watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return
    clearTimeout(timer)
    timer = setTimeout(changed, 100)
  })
}
