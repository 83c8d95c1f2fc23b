/** The server of PostgreSQL, the way to it and the tables in it. */
import { describeDrift, driftFix, type PostgresFacts } from '../../stores/inspect-database.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('database')
const clock = reporter('clock')

const manyRows = 10_000
/** Latchkey leaves a margin of seconds where nodes' clocks meet. */
const skewMs = 2000

export function checkPostgres(facts: PostgresFacts | undefined, name: string, now: number): readonly Finding[] {
  if (facts === undefined) return [advice(`There are no tables at ${name} yet.`, '`latchkey migrate` creates them.')]
  return [
    ...checkDurability(facts),
    ...checkWay(facts),
    ...checkPooler(facts),
    ...checkTables(facts),
    ...checkClock(facts, now),
  ]
}

function checkDurability({ fsync, fullPageWrites, synchronousCommit }: PostgresFacts): readonly Finding[] {
  const restart = (name: string) => `Set ${name} = on in postgresql.conf.`
  return [
    ...(fsync ? [] : [fault('fsync is off: a crash of the machine can damage every table.', restart('fsync'))]),
    ...(fullPageWrites
      ? []
      : [fault('full_page_writes is off: a crash can leave pages written by half.', restart('full_page_writes'))]),
    ...(synchronousCommit === 'off'
      ? [
          fault(
            'synchronous_commit is off: a crash takes back what was answered, and tokens that were spent are good again.',
            'ALTER DATABASE name SET synchronous_commit = on',
          ),
        ]
      : []),
  ]
}

function checkWay({ remoteHost, tls }: PostgresFacts): readonly Finding[] {
  if (remoteHost === undefined || tls === 'verified') return []
  const fix = 'Write ?sslmode=verify-full at the end of DATABASE_URL, and sslrootcert where the authority is your own.'
  return tls === 'off'
    ? [fault(`The way to ${remoteHost} is plain text: password hashes and addresses can be read on it.`, fix)]
    : [advice(`The certificate of ${remoteHost} is not checked: another machine can take its place.`, fix)]
}

function checkPooler({ isPooled, isBehindPooler }: PostgresFacts): readonly Finding[] {
  if (isPooled || !isBehindPooler) return []
  return [
    advice(
      'A pooler is in front of the server. In transaction mode prepared statements fail.',
      'Write ?pgbouncer=true at the end of DATABASE_URL, or let the pooler work by session.',
    ),
  ]
}

function checkTables({ migration, latestMigration, fit, drift, expiredRows }: PostgresFacts): readonly Finding[] {
  if (fit === 'behind') {
    return [advice(`The schema is at ${migration}, this version knows ${latestMigration}.`, 'Run: latchkey migrate')]
  }
  if (fit === 'newer') {
    const what = `The schema is at ${migration}. This version knows ${latestMigration} and works beside the newer one.`
    return [advice(what, 'Finish the upgrade: the other nodes, and this one.')]
  }
  if (fit === 'too new') {
    const what = `The schema is at ${migration}, and this version knows only ${latestMigration}.`
    return [fault(what, 'Install the version of Latchkey that wrote it.')]
  }
  return [
    ...(drift === undefined
      ? [
          advice(
            'Whether the schema is as the migrations make it is not known: the user may make no schema to compare with.',
            'GRANT CREATE ON DATABASE to the user, for as long as `latchkey doctor` runs.',
          ),
        ]
      : []),
    ...(drift === undefined || drift.length === 0 ? [] : [fault(describeDrift(drift), driftFix)]),
    ...(expiredRows < manyRows
      ? []
      : [advice(`${expiredRows} rows have expired.`, 'Run `latchkey flushexpired`, once a day.')]),
  ]
}

function checkClock({ aheadMs, newestInstant }: PostgresFacts, now: number): readonly Finding[] {
  const fix = 'Set the clocks of both by NTP: the times in tokens are checked by them.'
  if (Math.abs(aheadMs) > skewMs) {
    const seconds = (Math.abs(aheadMs) / 1000).toFixed(1)
    return [clock.fault(`The clock of the server is ${seconds} seconds ${aheadMs > 0 ? 'ahead' : 'behind'}.`, fix)]
  }
  if (newestInstant <= now + skewMs) return []
  const ahead = Math.round((newestInstant - now) / 1000)
  return [clock.fault(`The newest row is ${ahead} seconds in the future: a node's clock was fast.`, fix)]
}
