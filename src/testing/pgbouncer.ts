/** A pooler in transaction mode before the server of the tests. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findPort } from './postgres-cluster.ts'
import { postgresTestUrl } from './postgres-store.ts'

export interface Pooler {
  /** The same address, by way of the pooler, as an application writes it. */
  through(url: string): string
  close(): Promise<void>
}

const program = 'pgbouncer'

/** For `skip`: why there is none, or `false`. */
export function whyNoPgbouncer(): string | false {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return false
  } catch {
    return 'there is no pgbouncer (apt-get install pgbouncer)'
  }
}

/** Few connections to the server, so that transactions of several stores take turns on each. */
export async function openPgbouncer(serverConnections = 6): Promise<Pooler> {
  const [home, port, server] = [mkdtempSync('/tmp/latchkey-pgbouncer-'), await findPort(), new URL(postgresTestUrl)]
  const file = join(home, 'pgbouncer.ini')
  const isRoot = process.getuid?.() === 0
  const lines = [
    '[databases]',
    `* = host=${server.hostname} port=${server.port} user=${server.username}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =`,
    'auth_type = any\npool_mode = transaction\nmax_client_conn = 1000',
    `default_pool_size = ${serverConnections}`,
  ]
  writeFileSync(file, lines.join('\n'))
  // It refuses to run as root.
  if (isRoot) execFileSync('chown', ['-R', 'postgres', home])
  const [command, ...words] = isRoot ? ['runuser', '-u', 'postgres', '--', program, '-q', file] : [program, '-q', file]
  const child = spawn(command ?? program, words, { stdio: 'ignore', cwd: home })
  const ended = once(child, 'exit')
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`)
    await pause(20)
  }
  return {
    through(url) {
      const pooled = new URL(url)
      pooled.port = String(port)
      pooled.searchParams.set('pgbouncer', 'true')
      return pooled.href
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise<boolean>(resolve => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}
