#!/usr/bin/env node
/** `latchkey COMMAND`: runs the command and ends with its exit code. */
import { requireNode24 } from './node-version.ts'

requireNode24()
const { runCommandLine } = await import('./run-command-line.ts')
const { tolerateClosedOutput } = await import('./output-failures.ts')
const { programName } = await import('./program-name.ts')

const { env, stdin: input, stdout: output, stderr: errors } = process
const cwd = process.cwd()
let failed: number | undefined
tolerateClosedOutput({
  stdout: output,
  stderr: errors,
  end: code => {
    failed = code
    process.exitCode = code
  },
})
const program = programName({ env, script: process.argv[1] ?? '', cwd })
const code = await runCommandLine(process.argv.slice(2), { env, cwd, input, output, errors, program })
process.exitCode = failed ?? code
