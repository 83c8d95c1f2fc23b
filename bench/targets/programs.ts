/** How each target is started. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../harness/bench.ts'
import type { Program, Running } from '../harness/programs.ts'
import { benchSettings } from './settings.ts'

type Env = Readonly<Record<string, string>>

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A program of `bench/`, by its path there. */
export function programOf(path: string, folder: string, env: Env = {}): Program {
  return { args: [join(root, 'bench', path)], folder, env }
}

/** `bench/targets/server.ts` and `bench/targets/own-app.ts`, on a file. */
export function startOurs(bench: Bench, name: 'server' | 'own-app', database: string, env: Env = {}): Promise<Running> {
  return bench.serve(programOf(`targets/${name}.ts`, bench.folder(), { ...benchSettings, DATABASE: database, ...env }))
}

/** `latchkey serve`, as it is built. `databaseUrl`: `sqlite:PATH` or PostgreSQL's. */
export function startServe(bench: Bench, databaseUrl: string, env: Env = {}): Promise<Running> {
  const args = [join(root, 'dist/cli/main.js'), 'serve']
  return bench.serve({ args, folder: bench.folder(), env: { ...benchSettings, DATABASE_URL: databaseUrl, ...env } })
}

export function startPeer(bench: Bench, name: string, env: Env): Promise<Running> {
  return bench.serve(programOf(`peers/${name}.ts`, bench.folder(), env))
}
