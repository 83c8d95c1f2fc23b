#!/usr/bin/env node
/** `latchkey COMMAND`: runs the command and ends with its exit code. */
import { requireNode24 } from './node-version.ts'

requireNode24()
const { runCommandLine } = await import('./run.ts')
process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
})
