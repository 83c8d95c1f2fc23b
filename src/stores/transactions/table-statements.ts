/** What the transactions ask of a dialect for tables of the application. */

/** One statement, with the values that are bound to it. */
export interface TableQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export interface TableAnswer {
  /** What RETURNING gave. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** How many rows were written. */
  readonly count: number
}

export interface TableStatements {
  /** A statement that is not kept prepared: there is one for each set of columns. */
  writeTable(query: TableQuery): TableAnswer
}
