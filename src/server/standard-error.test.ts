import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standardError, type Write } from './standard-error.ts'

/** A destination that takes what `turns` say: a number of bytes, or a refusal. */
function destination(turns: readonly (number | 'EAGAIN' | 'EPIPE' | 'EIO')[]) {
  const taken: string[] = []
  const left = [...turns]
  const write: Write = bytes => {
    const turn = left.shift() ?? bytes.length
    if (typeof turn === 'string') throw Object.assign(new Error(turn), { code: turn })
    taken.push(Buffer.from(bytes.subarray(0, turn)).toString())
    return Math.min(turn, bytes.length)
  }
  return { stream: standardError(write), taken }
}

test('a line that the pipe takes in parts is written whole', () => {
  const { stream, taken } = destination([3, 'EAGAIN', 2])
  stream.write('one line\n')
  assert.deepEqual(taken, ['one', ' l', 'ine\n'])
})

test('nothing is written to a pipe without a reader, and nothing fails', () => {
  const { stream, taken } = destination(['EPIPE'])
  stream.write('first\n')
  stream.write('second\n')
  assert.deepEqual(taken, [])
})

test('a disk that cannot be written to is no secret', () => {
  const { stream } = destination(['EIO'])
  assert.throws(() => stream.write('line\n'), /EIO/)
})
