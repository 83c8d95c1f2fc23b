/** A Redis of a test's own, which can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { Redis } from 'ioredis'
import { temporaryFolder } from './temporary-folder.ts'

export interface TestRedis {
  readonly url: string
  readonly port: number
  /** Runs a command on a connection of its own, and resolves with the answer. */
  command(...words: readonly [string, ...string[]]): Promise<unknown>
  /** `kill -9`. */
  kill(): Promise<void>
  /** After `kill`: the same port, empty. */
  start(): Promise<void>
  /** Answers nothing until `resume`, and holds its connections. */
  pause(): void
  resume(): void
}

/** On a free port, without a file. `options` are those of redis-server: `--requirepass`, `secret`. */
export async function startTestRedis(
  t: Pick<TestContext, 'after'>,
  options: readonly string[] = [],
  password?: string,
): Promise<TestRedis> {
  const folder = temporaryFolder(t)
  const port = await freePort()
  let server: ChildProcess | undefined
  const kill = async () => {
    const running = server
    server = undefined
    if (running === undefined || running.exitCode !== null) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
  }
  const url = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}/0`
  const command = async (name: string, ...words: string[]) => {
    const client = new Redis(url, { retryStrategy: null, enableReadyCheck: false, lazyConnect: true, protocol: 2 })
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.call(name, ...words)
    } finally {
      client.disconnect()
    }
  }
  const start = async () => {
    const files = ['--save', '', '--appendonly', 'no', '--dir', folder]
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...files, ...options], {
      stdio: 'ignore',
    })
    await untilReady(command)
  }
  t.after(kill)
  await start()
  return {
    url,
    port,
    command,
    kill,
    start,
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
  }
}

async function untilReady(command: TestRedis['command']): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await command('PING')
      return
    } catch (error) {
      // It answers: a password or a load is its own affair.
      if (error instanceof Error && error.name === 'ReplyError') return
      if (tries === 200) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Until it counts again: at most five seconds. */
export async function untilUp({ state }: { readonly state: { readonly isUp: boolean } }): Promise<void> {
  for (let tries = 0; !state.isUp; tries += 1) {
    if (tries === 500) throw new Error('it is not back after five seconds')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
