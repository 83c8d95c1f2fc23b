import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { createCaller, secretKey } from '../caller.ts'
import { openChat } from './app.ts'

test('people talk, strangers do not, and a logout closes the socket', async t => {
  const chat = await openChat({ secretKey, database: 'sqlite::memory:' })
  t.after(() => chat.close())
  const url = await chat.listen(0)
  const live = `${url.replace('http', 'ws')}/chat/live`
  const [ada, bob] = [createCaller(url), createCaller(url)]
  await ada.register('ada@example.com')
  await bob.register('bob@example.com')

  const stranger = new WebSocket(live, { headers: { Authorization: 'Bearer nothing' } })
  const [refused] = await once(stranger, 'error')
  assert.match(String(refused), /401/)

  const first = await join(ada.token())
  assert.deepEqual(await first.next(), { joined: 'ada@example.com' })
  const second = await join(bob.token())
  assert.deepEqual(await first.next(), { joined: 'bob@example.com' })
  assert.deepEqual(await second.next(), { joined: 'bob@example.com' })
  second.socket.send('hello')
  assert.deepEqual(await first.next(), { from: 'bob@example.com', text: 'hello' })

  const closed = once(second.socket, 'close')
  assert.equal((await bob.send('DELETE', '/api/auth/sessions/')).status, 204)
  assert.equal((await closed)[0], 4003)

  async function join(token = '') {
    const socket = new WebSocket(live, { headers: { Authorization: `Bearer ${token}` } })
    const waiting: unknown[] = []
    let wake = () => {}
    socket.on('message', data => {
      waiting.push(JSON.parse(String(data)))
      wake()
    })
    await once(socket, 'open')
    const next = async () => {
      while (waiting.length === 0) await new Promise<void>(resolve => (wake = resolve))
      return waiting.shift()
    }
    return { socket, next }
  }
})
