/**
 * A refresh is answered after it is on the disk: between the reading of the request and the writing of its answer the server
 * has flushed the database, as the system calls say. A request that writes nothing is the control.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

const skip = spawnSync('strace', ['-V']).error === undefined ? false : 'needs strace: apt install strace'

test('between the request for a refresh and its answer lies a flush of the SQLite file (durability)', {
  skip,
}, async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'latchkey.sqlite3')
  const server = await startServer(t, folder, { SECRET_KEY: secretKey, DATABASE_URL: `sqlite:${file}` })
  const api = createApi(server.url)
  const registered = await api.register('alice@example.com', password)
  assert.equal(registered.status, 201, JSON.stringify(registered.json))
  const { refresh, access } = registered.json.tokens
  const calls = await traceCalls(t, server.pid, join(folder, 'calls'), async () => {
    let token = refresh
    for (let time = 0; time < times; time += 1) {
      await post(server.url, verifyPath, { token: access })
      token = (await post(server.url, refreshPath, { refresh: token })).refresh
    }
  })
  const flushes = (path: string) =>
    windowsOf(calls, path).map(within => within.filter(call => isFlush(call, file)).length)
  const [refreshes, looks] = [flushes(refreshPath), flushes(verifyPath)]
  assert.deepEqual([refreshes.length, looks.length], [times, times])
  assert.ok(
    refreshes.every(count => count > 0),
    `flushes in each refresh: ${refreshes}`,
  )
  // Once a second the server may flush for itself.
  assert.ok(looks.includes(0), `flushes in each look at a token: ${looks}`)
})

const times = 5
const [verifyPath, refreshPath] = ['/api/token/verify/', '/api/token/refresh/']

async function post(url: string, path: string, body: object): Promise<{ readonly refresh: string }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return JSON.parse(text)
}

/** What the process asks of the system meanwhile, in its order. Only the calls that matter here. */
async function traceCalls(
  t: Pick<TestContext, 'after'>,
  pid: number,
  path: string,
  work: () => Promise<void>,
): Promise<readonly string[]> {
  // `-y` names the file or socket of each number.
  const options = ['-f', '-y', '-s', '64', '-e', 'trace=read,recvfrom,write,writev,sendto,sendmsg,fsync,fdatasync']
  const tracer = spawn('strace', [...options, '-o', path, '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(() => tracer.kill('SIGKILL'))
  await attached(tracer)
  await work()
  tracer.kill('SIGINT')
  await once(tracer, 'close')
  return readFileSync(path, 'utf8').split('\n')
}

async function attached(tracer: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    tracer.stderr?.on('data', text => {
      said += text
      if (/attached/.test(said)) resolve()
    })
    tracer.once('close', code => reject(new Error(`strace ended with ${code} and said: ${said}`)))
  })
}

/** What happened between the reading of each request for the path and the writing of its answer. */
function windowsOf(calls: readonly string[], path: string): readonly (readonly string[])[] {
  const asked = calls.flatMap((call, place) => (call.includes(`"POST ${path} HTTP/1.1`) ? [place] : []))
  return asked.map(from => {
    const length = calls.slice(from).findIndex(call => call.includes('"HTTP/1.1 200 OK'))
    assert.notEqual(length, -1, 'a request without an answer')
    return calls.slice(from, from + length)
  })
}

/** Of the file, or of its log. */
function isFlush(call: string, file: string): boolean {
  return /\b(fsync|fdatasync)\(/.test(call) && call.includes(file)
}
