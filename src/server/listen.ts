/**
 * Listens on an address or on a Unix socket. A socket file that a killed server left behind is replaced; one at which a
 * server answers, and a file that is no socket, are not touched.
 */
import cluster from 'node:cluster'
import { chmod, lstat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { socketPathOf } from '../kernel/socket-path.ts'
import type { Settings } from '../settings/settings.ts'
import type { HttpServer } from './http-server.ts'
import { type AddressNames, sayListenFailure } from './listen-failures.ts'

/** The message says what is wrong; `fix` how to go on. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly fix: string

  constructor(message: string, fix: string, cause?: unknown) {
    super(message, { cause })
    this.fix = fix
  }
}

/** Returns where it listens: `http://127.0.0.1:8000`, or `unix:/run/latchkey/latchkey.sock`. */
export async function listen(
  app: Pick<HttpServer, 'listen'>,
  { host, port, socketMode }: Pick<Settings, 'host' | 'port' | 'socketMode'>,
  names: AddressNames = { host: 'HOST', port: 'PORT' },
): Promise<string> {
  const path = socketPathOf(host)
  if (path === undefined) return await listenOnAddress(app, { host, port }, names)
  // Workers share the socket of the process that started them, which has looked at the file before.
  if (!cluster.isWorker) await removeStaleSocket(path)
  try {
    await app.listen({ path })
    await chmod(path, Number.parseInt(socketMode, 8))
  } catch (error) {
    throw unusable(path, error)
  }
  return `unix:${path}`
}

async function listenOnAddress(
  app: Pick<HttpServer, 'listen'>,
  at: Pick<Settings, 'host' | 'port'>,
  names: AddressNames,
) {
  try {
    return await app.listen(at)
  } catch (error) {
    const said = sayListenFailure(error, at, names)
    throw said === undefined ? error : new ListenError(said[0], said[1], error)
  }
}

/** For the process that starts workers: they cannot tell a brother's socket from a stranger's. */
export async function prepareSocket(host: string): Promise<void> {
  const path = socketPathOf(host)
  if (path !== undefined) await removeStaleSocket(path)
}

async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw unusable(path, error)
  })
  if (found === undefined) return
  if (!found.isSocket())
    throw new ListenError(`${path} exists and is no socket`, 'Choose another path: HOST=unix:PATH.')
  if (await isAnswered(path)) {
    throw new ListenError(`Another server listens on ${path}`, 'Stop it, or choose another path: HOST=unix:PATH.')
  }
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw unusable(path, error)
  })
}

/** A socket file without a server refuses the connection. Anything else may be a server, and is left alone. */
async function isAnswered(path: string): Promise<boolean> {
  return await new Promise(resolve => {
    const socket = connect(path)
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(true))
    socket.once('error', error => end(!['ECONNREFUSED', 'ENOENT'].includes(String(codeOf(error)))))
  })
}

function unusable(path: string, error: unknown): ListenError {
  const why = error instanceof Error ? error.message : String(error)
  return new ListenError(
    `The server cannot listen on ${path}: ${why}`,
    'Create its folder and allow this user to write there, or choose another path: HOST=unix:PATH.',
    error,
  )
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
