import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeCsv } from '../../kernel/csv.ts'
import { readCsv } from './csv.ts'
import { FileFault } from './read-text.ts'

/** In pieces of one character, so that every piece ends where it hurts. */
async function* pieces(text: string) {
  for (const char of text) yield char
}

async function rowsOf(text: string) {
  return await Array.fromAsync(readCsv(pieces(text)))
}

test('quoted values hold commas, quotes and line breaks, and rows know the line that they begin on', async () => {
  const text = 'a,b\r\n"x, y","say ""hi"""\r\n\r\n"one\ntwo",\n,last'
  assert.deepEqual(await rowsOf(text), [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x, y', 'say "hi"'] },
    { line: 4, cells: ['one\ntwo', ''] },
    { line: 6, cells: ['', 'last'] },
  ])
})

test('what is written is read back', async () => {
  const cells = ['plain', '', 'a,b', 'say "hi"', 'one\r\ntwo', ' outer ', 'ä\u{1f511}']
  assert.deepEqual((await rowsOf(writeCsv(cells)))[0]?.cells, cells)
})

for (const [what, text] of [
  ['a quote that is not closed', 'a\n"b\nc\nd'],
  ['a quote inside a value', 'a\nb"c"'],
  ['text behind a quoted value', 'a\n"b"c'],
] as const) {
  test(`${what} is refused with the line of its row`, async () => {
    await assert.rejects(rowsOf(text), (error: unknown) => error instanceof FileFault && error.line === 2)
  })
}
