/** `npm test [part of a path ...]`: the tests of this folder, or those whose path holds one of the words. */
import './node-version.ts'
import { spawnSync } from 'node:child_process'
import { findFiles } from './files.ts'

const words = process.argv.slice(2)
const tests = findFiles(
  ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'examples/**/*.test.ts'],
  process.cwd(),
)
const chosen = words.length === 0 ? tests : tests.filter(path => words.some(word => path.includes(word)))

if (chosen.length === 0) {
  console.error(words.length === 0 ? 'There are no tests.' : `No test has ${words.join(' or ')} in its path.`)
  process.exit(1)
}

// Examples import the package by its name: the condition leads them to the sources.
const args = ['--conditions=latchkey-source', '--test', '--test-reporter=spec', ...chosen]
const { status, signal, error } = spawnSync(process.execPath, args, { stdio: 'inherit' })
if (error !== undefined) console.error(error.message)
if (signal !== null) console.error(`The tests were ended by ${signal}.`)
process.exitCode = status ?? 1
