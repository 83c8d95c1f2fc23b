/** The Django of `test/adoption/shop/` behind a real gunicorn. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Shop, shopEnvironment, shopFolder, shopPython } from './django-shop.ts'
import { findPort } from './postgres-cluster.ts'

export interface ShopServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly base: string
  /** Ends it in order: requests under way are answered. */
  stop(): Promise<void>
  /** `kill -9` of gunicorn and its workers. */
  kill(): Promise<void>
}

export interface ShopServerOptions {
  /** Beside those with which the shop was made. */
  readonly env?: Readonly<Record<string, string>>
  readonly workers?: number
  readonly threads?: number
  /** A free one. */
  readonly port?: number
}

/** Listening. Its paths: `test/adoption/shop/shop/urls.py`. */
export async function serveShop(
  shop: Pick<Shop, 'kind' | 'url' | 'env'>,
  { env = {}, workers = 1, threads = 8, port }: ShopServerOptions = {},
): Promise<ShopServer> {
  const at = `127.0.0.1:${port ?? (await findPort())}`
  const words = ['--bind', at, '--workers', String(workers), '--threads', String(threads), '--log-level', 'error']
  const program = [shopPython, '-m', 'gunicorn', 'shop.wsgi:application', ...words]
  const server = spawn('/usr/bin/env', [...shopEnvironment({ ...shop, env: { ...shop.env, ...env } }), ...program], {
    cwd: shopFolder,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own, so that one signal reaches the workers.
    detached: true,
  })
  let said = ''
  server.stderr.on('data', bytes => {
    said = `${said}${bytes}`.slice(-4000)
  })
  const base = `http://${at}`
  try {
    await untilListening(base, server)
  } catch (error) {
    await endGroup(server, 'SIGKILL')
    throw new Error(`Django does not start: ${said}`, { cause: error })
  }
  return { base, stop: () => endGroup(server, 'SIGTERM'), kill: () => endGroup(server, 'SIGKILL') }
}

async function endGroup(server: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return
  const ended = once(server, 'exit')
  // gunicorn itself tells its workers of SIGTERM.
  process.kill(signal === 'SIGKILL' ? -server.pid : server.pid, signal)
  await ended
}

async function untilListening(base: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`)
    const status = await fetch(`${base}/api/me/`).then(
      response => response.status,
      () => undefined,
    )
    if (status === 401) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('it does not answer after half a minute')
}
