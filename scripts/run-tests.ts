/**
 * `npm test [-- part of a path ...]`: the tests of this folder, or those whose path holds one of the words.
 * Slow ones (`*.slow.test.ts`: processes, browsers, what is measured in time) run with `--slow`, both with `--all`.
 */
import './node-version.ts'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { painter } from '../src/cli/ui.ts'
import { chooseTests } from './choose-tests.ts'
import { findFiles } from './files.ts'
import { reportTests } from './test-reporter.ts'

const folder = process.cwd()
const found = findFiles(['{src,test,scripts,examples,bench}/**/*.test.ts'], folder)
const { files, note } = chooseTests(found, process.argv.slice(2))
if (note !== undefined) console.error(note)
if (files.length === 0) process.exit(1)

// Each file is a process of its own; what one compiled the next one loads: a third less work.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'latchkey-compile-cache')

const events = run({
  cwd: folder,
  files: [...files],
  // Node's own default leaves one core idle. More than the cores gain nothing: measured with 2, 3 and 4 on 2.
  concurrency: availableParallelism(),
  // Examples import the package by its name: the condition leads them to the sources.
  execArgv: ['--conditions=latchkey-source'],
  // A file that hangs is ended, so that the run says which one it was.
  timeout: 10 * 60_000,
})
events.on('test:fail', ({ todo }) => {
  if (todo === undefined) process.exitCode = 1
})

const { isTTY, columns } = process.stdout
const paint = painter(process.stdout, process.env)
const report = reportTests(events, { files: files.length, folder, columns: isTTY ? columns : undefined, paint })
for await (const text of report) process.stdout.write(text)
