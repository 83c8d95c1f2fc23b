import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFiles } from '../../scripts/files.ts'
import { commands } from '../../src/cli/every-command.ts'

const names = commands.map(({ name }) => name)
const groups = names.filter(name => name.includes(' ')).map(name => name.split(' ')[0] ?? '')

/** `latchkey groups create`: the words of a command. After `npx` or in the console a word is one; in a sentence it may be none. */
function commandsIn(text: string): readonly string[] {
  const typed = text.matchAll(/(npx |["'`])?latchkey (?:-- )?(?:--config \S+ )?([a-z-]+)(?: ([a-z-]+))?/g)
  return [...typed].flatMap(([, isTyped, first = '', second]) => {
    if (groups.includes(first)) return second === undefined ? [] : [`${first} ${second}`]
    return isTyped === undefined || first.startsWith('-') ? [] : [first]
  })
}

test('the command lines of the console and of the documents are commands that there are', () => {
  const files = readFiles(['web/**/*.tsx', 'README.md', 'docs/guides/*.md'])
  const found = files.flatMap(({ path, text }) => commandsIn(text).map(command => ({ path, command })))
  assert.ok(found.some(({ path }) => path.startsWith('web/')) && found.length > 30, String(found.length))
  assert.deepEqual(
    found.filter(({ command }) => !names.includes(command)),
    [],
  )
})
