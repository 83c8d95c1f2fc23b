/** The number that was given last, by which SQLite numbers the next account. It only grows. */

interface Writer {
  prepare(sql: string): { run(...values: number[]): unknown }
}

/** Ids that are given from now on are higher than this one. */
export function raiseUserIds(db: Writer, id: number): void {
  // The row comes with the first account.
  db.prepare(`INSERT INTO sqlite_sequence (name, seq)
    SELECT 'users', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'users')`).run()
  db.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'users'").run(id)
}
