/** A server of PostgreSQL for one test, to be restarted and killed. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export interface PostgresCluster {
  readonly port: number
  readonly url: string
  start(): void
  /** `fast` ends connections in order, `immediate` is a crash. */
  stop(how: 'fast' | 'immediate'): void
  /** Also where it has died. */
  restart(): void
}

/** The folder of initdb and pg_ctl, or `undefined` where there is none. */
export function findPostgresPrograms(): string | undefined {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  return readdirSync(versions)
    .map(version => join(versions, version, 'bin'))
    .find(folder => existsSync(join(folder, 'initdb')))
}

/** Where the data are and, if that is elsewhere, the write-ahead log. */
export interface ClusterFolders {
  readonly data: string
  readonly wal?: string
}

/** Started. Ended and deleted after the test. */
export async function openPostgresCluster(
  t: Pick<TestContext, 'after'>,
  programs: string,
  arrange: (home: string) => ClusterFolders = home => ({ data: join(home, 'data') }),
): Promise<PostgresCluster> {
  const port = await findPort()
  const home = mkdtempSync('/tmp/latchkey-postgres-')
  // Before what `arrange` has to undo.
  t.after(() => {
    try {
      cluster.stop('immediate')
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })
  const { data, wal } = arrange(home)
  // Root may not run it.
  const isRoot = process.getuid?.() === 0
  const own = [data, wal].filter(folder => folder !== undefined)
  for (const folder of own) mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (isRoot) execFileSync('chown', ['postgres', home, ...own])
  const run = (program: string, ...words: readonly string[]) => {
    const path = join(programs, program)
    const [command, ...before] = isRoot ? ['runuser', '-u', 'postgres', '--', path] : [path]
    execFileSync(command ?? path, [...before, ...words], { stdio: 'ignore', cwd: home })
  }
  const options = `-p ${port} -k ${home} -c listen_addresses=127.0.0.1 -c fsync=on`
  const cluster = {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start: () => run('pg_ctl', '-D', data, '-w', '-t', '60', '-l', join(home, 'log'), '-o', options, 'start'),
    restart() {
      try {
        cluster.stop('immediate')
      } catch {
        // It is down already.
      }
      startAtLast(cluster.start, join(home, 'log'))
    },
    stop: (how: string) => run('pg_ctl', '-D', data, '-w', '-t', '60', '-m', how, 'stop'),
  }
  const access = ['-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C']
  run('initdb', '-N', '-D', data, ...access, ...(wal === undefined ? [] : ['-X', wal, '--wal-segsize=1']))
  cluster.start()
  return cluster
}

/** One that has panicked may still be about to end: until then another is refused. */
function startAtLast(start: () => void, log: string, tries = 5): void {
  try {
    start()
  } catch (error) {
    if (tries === 1) throw new Error(`it does not start: ${readFileSync(log, 'utf8').slice(-2000)}`, { cause: error })
    startAtLast(start, log, tries - 1)
  }
}

/** A port that was free a moment ago. */
export async function findPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
