import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { gatherLines, standardError, type Write } from './standard-error.ts'

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

test('the lines of a turn of the event loop are written together at its end, in their order', async () => {
  const { stream, taken } = destination([])
  const lines = gatherLines(stream)
  lines.write('first\n')
  await Promise.resolve()
  lines.write('second\n')
  assert.deepEqual(taken, [])
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(taken, ['first\nsecond\n'])
  lines.write('third\n')
  lines.flush()
  assert.deepEqual(taken, ['first\nsecond\n', 'third\n'])
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(taken.length, 2)
})

test('where they cannot be written, the next who writes is told, and the process goes on', async () => {
  const { stream, taken } = destination(['EIO'])
  const lines = gatherLines(stream)
  lines.write('lost\n')
  await new Promise(resolve => setImmediate(resolve))
  assert.throws(() => lines.write('kept\n'), /EIO/)
  lines.write('next\n')
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(taken, ['kept\nnext\n'])
})

for (const end of ['process.exit(0)', "throw new Error('a mistake')"])
  test(`what was written in the turn of \`${end}\` is not lost`, () => {
    const log = new URL('log.ts', import.meta.url)
    const program = `
      import { createLog } from '${log}'
      createLog(false).emit({ name: 'refresh.rotated', userId: 7 })
      ${end}`
    const options = ['--conditions=latchkey-source', '--input-type=module-typescript', '--eval', program]
    const { stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' })
    assert.match(stderr, /"event":"refresh\.rotated","userId":7/)
  })

test('a warning is written before the next step is taken, behind what came before it', () => {
  const log = new URL('log.ts', import.meta.url)
  const program = `
    import { createLog } from '${log}'
    const log = createLog(false)
    log.emit({ name: 'refresh.rotated', userId: 7 })
    log.emit({ name: 'throttling.off' })
    process.kill(process.pid, 'SIGKILL')`
  const options = ['--conditions=latchkey-source', '--input-type=module-typescript', '--eval', program]
  const { stderr, signal } = spawnSync(process.execPath, options, { encoding: 'utf8' })
  assert.equal(signal, 'SIGKILL')
  assert.match(stderr, /"event":"refresh\.rotated".*\n.*"event":"throttling\.off"/)
})
