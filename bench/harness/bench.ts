/** What measures are given: how long a turn lasts, and everything that can be started, which ends by itself. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Pg from 'pg'
import { type LoadReport, type LoadRequest, runWrk } from '../load/wrk.ts'
import type { Cleanup } from './cleanup.ts'
import { type Program, type Running, runProgram, startServer } from './programs.ts'

export interface Bench {
  /** How long a turn lasts. */
  readonly seconds: number
  readonly rounds: number
  /** What is going on, for the line of progress. */
  say(text: string): void
  /** Called at the end of the measure. */
  atEnd(undo: () => unknown): void
  /** A new folder. */
  folder(): string
  /** The address of a new database of PostgreSQL. */
  database(): Promise<string>
  serve(program: Program): Promise<Running>
  run<Result>(program: Program, input: unknown): Promise<Result>
  wrk(request: LoadRequest): Promise<LoadReport>
  /** What several measures need is made by the first of them, and ends with the run. */
  once<Made>(name: string, make: (bench: Bench) => Promise<Made>): Promise<Made>
}

export interface BenchOptions {
  readonly seconds: number
  readonly rounds: number
  readonly say: (text: string) => void
  /** Of this measure. */
  readonly cleanup: Cleanup
  readonly whole: WholeRun
}

export interface WholeRun {
  readonly cleanup: Cleanup
  readonly made: Map<string, Promise<unknown>>
}

export function createBench({ cleanup, whole, ...options }: BenchOptions): Bench {
  return {
    ...options,
    atEnd: cleanup.add,
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
      cleanup.add(() => rmSync(folder, { recursive: true, force: true }))
      return folder
    },
    async database() {
      const name = `latchkey_bench_${process.pid}_${Date.now()}`
      await runOnPostgres(`CREATE DATABASE ${name}`)
      cleanup.add(() => runOnPostgres(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
      return postgresUrl.replace(/[^/]*$/, name)
    },
    serve: program => startServer(program, cleanup),
    run: (program, input) => runProgram(program, input, cleanup),
    wrk: request => runWrk(request, cleanup),
    async once<Made>(name: string, make: (bench: Bench) => Promise<Made>) {
      const made = whole.made.get(name) ?? make(createBench({ ...options, cleanup: whole.cleanup, whole }))
      whole.made.set(name, made)
      return (await made) as Made
    },
  }
}

/** A user that may create databases. */
export const postgresUrl = process.env.BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test'

export async function runOnPostgres(sql: string, url = postgresUrl): Promise<readonly Record<string, unknown>[]> {
  const client = new Pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
