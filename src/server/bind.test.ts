import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { bind } from './bind.ts'

test('localhost is all of its addresses that this machine has', async t => {
  const server = createServer((_, response) => response.end('here'))
  const addresses = ['127.0.0.1', '127.0.0.2', '203.0.113.1'].map(address => ({ address }))
  const { address, others } = await bind(server, { port: 0 }, async () => addresses)
  t.after(() => [server, ...others].map(each => each.close()))
  const { port } = new URL(address)
  for (const host of ['127.0.0.1', '127.0.0.2']) {
    assert.equal(await (await fetch(`http://${host}:${port}`)).text(), 'here', host)
  }
  assert.equal(others.length, 1)
})

test('it says an address that a browser can open', async t => {
  for (const [host, said] of [
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
  ] as const) {
    const server = createServer()
    const { address, others } = await bind(server, { host, port: 0 })
    t.after(() => [server, ...others].map(each => each.close()))
    assert.equal(new URL(address).hostname.replace('[::1]', '127.0.0.1'), said, host)
  }
})
