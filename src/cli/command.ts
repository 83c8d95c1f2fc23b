/** A command: a row of the help page, and a function from its surroundings to an exit code. */
import type { ParseArgsOptionsConfig } from 'node:util'
import type { Ui } from './ui.ts'

/** 0: done. 1: failed. 2: wrong usage. */
export type ExitCode = 0 | 1 | 2

export interface Surroundings {
  readonly ui: Ui
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  /** How the reader types `latchkey`: `npx latchkey`, `npm run latchkey --`. */
  readonly program: string
}

export interface Command {
  /** As it is typed: `keys generate`. */
  readonly name: string
  readonly summary: string
  /** Words after the name, in order: `['TOKEN']`. Each arrives in `values` under its own name; one in brackets need not be given. */
  readonly operands?: readonly string[]
  /** For node:util's parseArgs. */
  readonly options: ParseArgsOptionsConfig
  /** One line for each option. */
  readonly help: readonly (readonly [option: string, meaning: string])[]
  readonly run: (
    surroundings: Surroundings,
    values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
  ) => Promise<ExitCode>
}
