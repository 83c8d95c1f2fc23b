import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseTests } from './choose-tests.ts'

const paths = ['src/a.test.ts', 'test/b.test.ts', 'test/b.slow.test.ts', 'test/c.slow.test.ts']
const choose = (...args: readonly string[]) => chooseTests(paths, args)

test('npm test leaves out the files that say they are slow', () => {
  assert.deepEqual(choose(), { files: ['src/a.test.ts', 'test/b.test.ts'] })
})

test('--slow runs those alone, --all both', () => {
  assert.deepEqual(choose('--slow'), { files: ['test/b.slow.test.ts', 'test/c.slow.test.ts'] })
  assert.deepEqual(choose('--all'), { files: paths })
})

test('a word keeps the files whose path holds it, several words those of any', () => {
  assert.deepEqual(choose('src/'), { files: ['src/a.test.ts'] })
  assert.deepEqual(choose('test/b'), { files: ['test/b.test.ts'] })
  assert.deepEqual(choose('--all', 'a.test', 'test/b'), { files: paths.slice(0, 3) })
})

test('a word that only slow files hold says so and runs them', () => {
  const { files, note } = choose('test/c')
  assert.deepEqual(files, ['test/c.slow.test.ts'])
  assert.equal(note, 'Only slow tests have test/c in their path: running those.')
})

test('a word that only fast files hold runs them with --slow too', () => {
  const { files, note } = choose('--slow', 'src/')
  assert.deepEqual(files, ['src/a.test.ts'])
  assert.match(note ?? '', /^Only fast tests/)
})

test('a word that no path holds chooses nothing and says so', () => {
  assert.deepEqual(choose('nowhere'), { files: [], note: 'No test has nowhere in its path.' })
})
