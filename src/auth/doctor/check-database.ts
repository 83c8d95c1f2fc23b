/** The file and the clock: whether committed data is safe, and whether the clock is right. */
import type { DatabaseFacts } from '../../stores/inspect-database.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('database')
const clock = reporter('clock')

const manyRows = 10_000
/** The clocks of two machines that share a file may differ by this much. */
const skewMs = 5000

export function checkDatabase(facts: DatabaseFacts | undefined, path: string, now: number): readonly Finding[] {
  if (path === ':memory:') {
    return [advice('The database is in memory: it ends with the server.', 'Set DATABASE_URL=sqlite:///PATH.')]
  }
  if (facts === undefined) return [advice(`There is no database at ${path} yet.`, '`latchkey migrate` creates it.')]
  return [
    ...checkPromotion(facts),
    ...checkFile(facts, path),
    ...checkStorage(facts),
    ...checkSchema(facts),
    ...checkRows(facts),
    ...checkClock(facts, now),
  ]
}

function checkPromotion({ promotion }: DatabaseFacts): readonly Finding[] {
  if (promotion === undefined) return []
  const { phase, to } = promotion
  if (phase === 'moved') return [fault(`The database has moved to ${to}.`, 'Set DATABASE_URL to it.')]
  return [
    advice(
      `A copy to ${to} has begun and is not finished: every change is noted for it.`,
      'Run `latchkey promote` again, or give it up: latchkey promote --abort',
    ),
  ]
}

function checkFile({ mode, journalMode, damage }: DatabaseFacts, path: string): readonly Finding[] {
  const fix = 'Restore a backup, or save what is left: sqlite3 FILE .recover'
  return [
    ...damage.map(what => fault(`The file is damaged: ${what}.`, fix)),
    ...((mode & 0o077) === 0
      ? []
      : [fault('Other users can read the file, and the password hashes in it.', `chmod 600 ${path}`)]),
    ...(journalMode === 'wal'
      ? []
      : [
          advice(
            `The journal is ${journalMode}: readers and writers wait for each other.`,
            'The server sets WAL when it starts. Check whether the disk is a network share.',
          ),
        ]),
  ]
}

/** Magic numbers of Linux (statfs(2)). A file system that is not listed counts as a disk. */
const unsafeStorage: ReadonlyMap<number, Finding> = new Map([
  [0x0102_1994, fault('The file is in memory (tmpfs): a restart of the machine loses every account.', moveIt())],
  [0x6969, fault('The file is on a network share (NFS), where SQLite cannot hold its locks.', moveIt())],
  [0xff53_4d42, fault('The file is on a network share (CIFS), where SQLite cannot hold its locks.', moveIt())],
  [0xfe53_4d42, fault('The file is on a network share (SMB), where SQLite cannot hold its locks.', moveIt())],
  [
    0x794c_7630,
    advice('The file is in the layer of a container, and is deleted with it.', 'Put its folder on a volume.'),
  ],
])

function moveIt(): string {
  return 'Set DATABASE_URL to a file on a disk of this machine.'
}

function checkStorage({ fileSystem }: DatabaseFacts): readonly Finding[] {
  const finding = unsafeStorage.get(fileSystem)
  return finding === undefined ? [] : [finding]
}

function checkSchema({ migration, latestMigration, drift }: DatabaseFacts): readonly Finding[] {
  if (migration < latestMigration) {
    return [advice(`The schema is at ${migration}, this version knows ${latestMigration}.`, 'Run: latchkey migrate')]
  }
  if (migration > latestMigration) {
    const what = `The schema is at ${migration}, and this version knows only ${latestMigration}.`
    return [fault(what, 'Install the version of Latchkey that wrote it.')]
  }
  return drift.map(what =>
    fault(`The schema differs from the migrations: ${what}.`, 'Undo the changes that were made by hand.'),
  )
}

function checkRows({ expiredRows }: DatabaseFacts): readonly Finding[] {
  if (expiredRows < manyRows) return []
  return [advice(`${expiredRows} rows have expired.`, 'Run `latchkey flushexpired`, once a day.')]
}

function checkClock({ newestInstant }: DatabaseFacts, now: number): readonly Finding[] {
  if (newestInstant <= now + skewMs) return []
  const ahead = Math.round((newestInstant - now) / 1000)
  const what = `The newest row is ${ahead} seconds in the future: this clock is slow, or another one was fast.`
  return [clock.fault(what, 'Set the clock by NTP: the times in tokens are checked by it.')]
}
