import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createBcrypt } from '../ports/defaults/bcrypt.ts'
import { hashingNice } from '../ports/defaults/thread-priority.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createHttpServer } from './http-server.ts'

/** Name and nice value (proc(5), field 19) of each thread of this process. */
function readThreads(): { readonly name: string; readonly nice: number }[] {
  return readdirSync('/proc/self/task').map(id => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    return { name: stat.slice(stat.indexOf('(') + 1, end), nice: Number(stat.slice(end + 2).split(' ')[16]) }
  })
}

const niceOf = (wanted: string) =>
  readThreads()
    .filter(({ name }) => name === wanted)
    .map(({ nice }) => nice)

test('a server that listens hashes behind its event loop', { skip: process.platform !== 'linux' }, async t => {
  const auth = await createTestAuth()
  const app = createHttpServer(auth)
  t.after(() => app.close().then(() => auth.close()))
  assert.deepEqual(new Set(niceOf('libuv-worker')), new Set([0]), 'a library leaves the threads of its process alone')
  const others = readThreads().filter(({ name }) => name !== 'libuv-worker')
  await app.listen({ host: '127.0.0.1', port: 0 })
  assert.deepEqual(new Set(niceOf('libuv-worker')), new Set([hashingNice]))
  assert.deepEqual(
    readThreads().filter(({ name }) => name !== 'libuv-worker'),
    others,
  )
})

test('a bcrypt thread steps back alone', { skip: process.platform !== 'linux' }, async () => {
  const before = readThreads().filter(({ nice }) => nice === hashingNice).length
  assert.match(await createBcrypt()('a password', '$2b$04$abcdefghijklmnopqrstuu'), /^\$2b\$04\$/)
  assert.equal(readThreads().filter(({ nice }) => nice === hashingNice).length, before + 1)
})
