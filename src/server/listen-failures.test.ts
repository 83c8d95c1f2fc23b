import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { bind, type Place } from './bind.ts'
import { ListenError, listen } from './listen.ts'

const app = { listen: async (place: Place) => (await bind(createHttpServer(), place)).address }
const names = { host: 'HOST (environment)', port: 'PORT (.env)' }

async function refusalOf(host: string, port: number): Promise<string> {
  const error = await listen(app, { host, port, socketMode: '0660' }, names).catch((reason: unknown) => reason)
  assert.ok(error instanceof ListenError, String(error))
  return `${error.message}. ${error.fix}`
}

test('a HOST that cannot be resolved is named, with where it was set', async () => {
  const said = await refusalOf('x86_64-conda-linux-gnu.invalid', 0)
  assert.match(said, /^HOST \(environment\) is 'x86_64-conda-linux-gnu.invalid', which cannot be resolved/)
  assert.match(said, /unset it, or pass --host/)
})

test('an address of another machine is named', async () => {
  assert.match(
    await refusalOf('192.0.2.1', 0),
    /HOST \(environment\) is '192.0.2.1', which is no address of this machine/,
  )
})

test('a port in use is named', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await new Promise(resolve => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  assert.match(await refusalOf('127.0.0.1', port), new RegExp(`listens on port ${port} of 127.0.0.1.*PORT \\(.env\\)`))
})
