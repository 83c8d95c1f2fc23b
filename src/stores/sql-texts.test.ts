import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const folder = import.meta.dirname

/** String literals that begin with an SQL keyword, with white space collapsed. */
function sqlTextsIn(path: string): readonly string[] {
  const source = readFileSync(join(folder, path), 'utf8')
  const found = source.matchAll(/(['"`])\s*((?:SELECT|INSERT|UPDATE|DELETE)\s[\s\S]*?)\1/g)
  return [...found].map(([, , text = '']) => text.replaceAll(/\s+/g, ' ').trim())
}

const files = globSync('**/*.ts', { cwd: folder }).filter(path => !path.endsWith('.test.ts'))

for (const dialect of ['sqlite', 'postgres']) {
  test(`no SQL statement of ${dialect} is written twice: a change in one place must be a change everywhere`, () => {
    const texts = files.filter(path => path.startsWith(`${dialect}/`)).flatMap(sqlTextsIn)
    assert.ok(texts.length > 70, `it found only ${texts.length}`)
    const repeated = texts.filter((text, index) => texts.indexOf(text) !== index)
    assert.deepEqual(repeated, [])
  })
}

test('transactions contain no SQL', () => {
  assert.deepEqual(files.filter(path => path.startsWith('transactions/')).flatMap(sqlTextsIn), [])
})
