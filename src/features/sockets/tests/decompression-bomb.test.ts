/** A first message that is small on the wire and large unpacked (decompression bomb). */
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { awaitFirstMessage } from '../../../adapters/websocket/await-first-message.ts'
import type { ServerSocket } from '../../../adapters/websocket/server-socket.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'

test('an unpacked first message is measured before it is decoded and parsed', () => {
  const socket = new EventEmitter()
  const closed: string[] = []
  awaitFirstMessage({
    socket: socket as unknown as ServerSocket,
    request: { socket: new EventEmitter() } as unknown as IncomingMessage,
    options: {},
    timer: createFakeClock(),
    admitToken: async () => 'refused',
    admitted: () => assert.fail(),
    close: reason => void closed.push(reason),
  })
  let isDecoded = false
  const data = Object.assign(Buffer.alloc(7_000_000, ' '), {
    toString: () => {
      isDecoded = true
      return ''
    },
  })
  socket.emit('message', data, false)
  assert.deepEqual([closed, isDecoded], [['oversized'], false])
})
