import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommand } from './command.ts'
import { formatTranscript, matchesTranscript, parseTranscript, updatedLines } from './transcript.ts'

const text = `About accounts.

=== an account is listed

$ export A=b

$ latchkey users list
id  name

1   alice
! a remark

=== another

$ latchkey
(exit 1)
`

test('a transcript is parsed and formatted without a change', () => {
  const conversations = parseTranscript(text)
  assert.deepEqual(
    conversations.map(({ title, line, exchanges }) => [title, line, exchanges.length]),
    [
      ['an account is listed', 3, 2],
      ['another', 13, 1],
    ],
  )
  assert.deepEqual(conversations[0]?.exchanges[1]?.expected, ['id  name', '', '1   alice', '! a remark'])
  assert.equal(formatTranscript('About accounts.\n', conversations), text)
})

test('different, missing and additional lines do not match', () => {
  const said = ['one', 'two']
  assert.equal(matchesTranscript(said, said), true)
  for (const other of [[], ['one'], ['one', 'two', 'three'], ['two', 'one'], ['one', 'two.']]) {
    assert.equal(matchesTranscript(said, other), false, other.join())
  }
})

test('placeholders only match what they stand for', () => {
  assert.equal(matchesTranscript(['at <time>.'], ['at 2026-11-27T21:00:00.123Z.']), true)
  assert.equal(matchesTranscript(['at <time>.'], ['at noon.']), false)
  assert.equal(matchesTranscript(['id <uuid>'], ['id 0190f2c4-8a1b-7c3d-9e5f-0123456789ab']), true)
  assert.equal(matchesTranscript(['a[..]c'], ['abc']), true)
  assert.equal(matchesTranscript(['a[..]c'], ['a\nc']), false)
  assert.equal(matchesTranscript(['a', '...', 'z'], ['a', 'b', 'c', 'z']), true)
  assert.equal(matchesTranscript(['a', '...', 'z'], ['a', 'z']), true)
  assert.equal(matchesTranscript(['a', '...', 'z'], ['a', 'b']), false)
})

test('an update keeps lines that still match, and replaces times by placeholders', () => {
  const said = ['id [..]', 'joined 2026-11-27T21:00:00Z']
  assert.deepEqual(updatedLines(['id [..]', 'x'], ['id 7', said[1] ?? '']), ['id [..]', 'joined <time>'])
})

test('a command line is parsed as in a shell', () => {
  assert.deepEqual(parseCommand(`echo 'a b' | A=1 B= latchkey users show 'x y' '' $'\\u001b['`), {
    program: 'latchkey',
    words: ['users', 'show', 'x y', '', '\u001b['],
    env: { A: '1', B: '' },
    input: 'a b\n',
  })
})
