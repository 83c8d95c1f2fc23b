/** What statements run on, and helpers to read their answers. */
import type { Row } from '../rows/row.ts'

export interface Answer {
  readonly rows: readonly Row[]
  /** How many rows were written or read. */
  readonly count: number
  /** The word that the server answered with: `COMMIT`, or `ROLLBACK` for the COMMIT of a failed transaction. */
  readonly command: string
}

/** Runs statements: on whichever connection is free, or on that of a transaction. */
export interface Connection {
  /** `$1` and so on stand for the values. The server keeps the statement prepared, unless it is one of very many. */
  query(sql: string, values?: readonly unknown[], how?: { readonly isRepeated: boolean }): Promise<Answer>
}

export async function rowsOf(answer: Promise<Answer>): Promise<readonly Row[]> {
  return (await answer).rows
}

export async function firstOf(answer: Promise<Answer>): Promise<Row | undefined> {
  return (await answer).rows[0]
}

export async function countOf(answer: Promise<Answer>): Promise<number> {
  return (await answer).count
}

export async function isAny(answer: Promise<Answer>): Promise<boolean> {
  return (await answer).count > 0
}

export async function done(answer: Promise<Answer>): Promise<void> {
  await answer
}

/** Runs a statement that a rule of the schema may refuse, inside a transaction that goes on: behind a savepoint. */
export async function unlessRefused<T, U>(
  on: Connection,
  isRefusal: (error: unknown) => boolean,
  run: () => Promise<T>,
  refused: U,
): Promise<T | U> {
  await on.query('SAVEPOINT attempt')
  try {
    const result = await run()
    await on.query('RELEASE SAVEPOINT attempt')
    return result
  } catch (error) {
    if (!isRefusal(error)) throw error
    await on.query('ROLLBACK TO SAVEPOINT attempt')
    return refused
  }
}
