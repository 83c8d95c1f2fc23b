/** What a measure is: what it starts, what takes turns in each round, and the rows of the table that come of it. */
import type { Bench } from './bench.ts'

/** What one turn found out, by name: `rate`, `cpu`, `p99`. */
export type Figures = Readonly<Record<string, number>>

export interface Turn {
  readonly name: string
  /** `round` counts from 0. The first one warms up before it counts. */
  run(round: number): Promise<Figures>
}

export interface Row {
  readonly says: string
  /** `turn.figure`. */
  readonly ours: string
  /** What ours is divided by. Without one, the bar is for ours. */
  readonly peer?: string
  readonly unit: Unit
  /** What the ratio has to be. Without one the row is for information. */
  readonly bar?: Bar
}

export type Bar = { readonly least: number } | { readonly most: number }
export type Unit = '/s' | 'ms' | 'us' | 'x' | 'MB' | 'kB' | 'packages'

export interface Measure {
  /** How it is chosen: `npm run bench -- NAME`. */
  readonly name: string
  /** What is measured and how, in a few sentences: they are printed below the table. */
  readonly how: string
  readonly rows: readonly Row[]
  /** More rounds would say the same again. */
  readonly once?: true
  /** What it cannot do without. */
  readonly needs?: readonly Tool[]
  /** Starts what it measures. Everything that `bench` started ends when the measure does. */
  prepare(bench: Bench): Promise<readonly Turn[]>
}

export type Tool = 'wrk' | 'postgres' | 'proc' | 'dist'
