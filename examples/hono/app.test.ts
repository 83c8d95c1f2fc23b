import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '@hono/node-server'
import { createCaller, secretKey } from '../caller.ts'
import { openApp } from './app.ts'

test('each guard admits whom it says', async t => {
  const { app, close } = await openApp({ secretKey, database: 'sqlite::memory:' })
  const { port, server } = await new Promise<{ port: number; server: ReturnType<typeof serve> }>(resolve => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve({ port, server }))
  })
  t.after(async () => {
    await new Promise(resolve => server.close(resolve))
    await close()
  })
  const url = `http://127.0.0.1:${port}`
  const [red, blue] = [createCaller(url), createCaller(url)]
  assert.deepEqual((await red.send('GET', '/hello')).json, { hello: 'stranger' })
  assert.equal((await red.send('GET', '/notes/7')).status, 401)
  await red.register('ada@red.example.com')
  await blue.register('bob@example.com')
  assert.deepEqual((await red.send('GET', '/hello')).json, { hello: 'user 1' })
  assert.deepEqual((await blue.send('GET', '/notes/7')).json, { note: '7', of: 2 })
  assert.deepEqual((await red.send('GET', '/team')).json, { email: 'ada@red.example.com' })
  assert.equal((await blue.send('GET', '/team')).status, 403)
})
