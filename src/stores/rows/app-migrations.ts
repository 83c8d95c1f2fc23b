/** What the numbered steps of an application have to be, for all databases. */
import { AppMigrationError } from '../errors.ts'
import type { AppMigration } from '../store-settings.ts'

export type Dialect = 'sqlite' | 'postgres'

/** Throws AppMigrationError where a number is missing. */
export function requireNumbers(migrations: readonly AppMigration[]): void {
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new AppMigrationError(`step ${name} is number ${number}, and ${index + 1} was due`)
  })
}

/** The text of a step for a dialect. */
export function sqlOf({ number, name, sql }: AppMigration, dialect: Dialect): string {
  if (typeof sql === 'string') return sql
  const text = sql[dialect]
  if (text !== undefined) return text
  throw new AppMigrationError(`step ${number}, ${name}, has no SQL for ${dialect}`)
}

/** What was taken before, compared with the steps of this application. Throws AppMigrationError. */
export function isDue(step: AppMigration, taken: string | undefined, newest: number, latest: number): boolean {
  if (newest > latest) {
    throw new AppMigrationError(`the database is at step ${newest}, this application knows ${latest}`)
  }
  if (taken !== undefined && taken !== step.name) {
    throw new AppMigrationError(`step ${step.number} was ${taken}, not ${step.name}`)
  }
  return taken === undefined
}

/** Throws AppMigrationError where a step would end its transaction: it would be half applied, and not recorded. */
export function requireNoTransaction({ number, name }: AppMigration, word: string | undefined): void {
  if (word === undefined) return
  throw new AppMigrationError(`step ${number}, ${name}, holds ${word}: each step runs in a transaction of its own`)
}

/** The failure of a step, by its name. */
export function stepFailed({ number, name }: AppMigration, error: unknown): AppMigrationError {
  const reason = error instanceof Error ? error.message : String(error)
  return new AppMigrationError(`step ${number}, ${name}, failed: ${reason}`, { cause: error })
}
