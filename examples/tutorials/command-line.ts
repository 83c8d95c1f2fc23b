/** What a mistake at the command line is answered with: a sentence and its cure, not a stack trace. */
import { parseArgs } from 'node:util'

interface CommandLine {
  readonly values: Readonly<Record<string, unknown>>
  readonly positionals: readonly string[]
  /** Absent where `--port` is not given: then PORT decides, as everywhere. */
  readonly port: number | undefined
}

/** Ends the process with 2 for an option that does not exist, and for a port that is none. */
export function readCommandLine(...names: readonly string[]): CommandLine {
  try {
    const options = Object.fromEntries(['port', ...names].map(name => [name, { type: 'string' as const }]))
    const { values, positionals } = parseArgs({ allowPositionals: true, options })
    if (values.port === undefined) return { values, positionals, port: undefined }
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new TypeError(`${values.port} is no port`)
    return { values, positionals, port }
  } catch (error) {
    const list = ['--port NUMBER', ...names.map(name => `--${name} VALUE`)].join(', ')
    console.error(`${messageOf(error)}.\nOptions: ${list}`)
    process.exit(2)
  }
}

/** A wrong setting, a database that cannot be opened, a port in use: says it, and ends the process with 1. */
export function endWith(error: unknown): never {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(
    isTaken ? `${error.message}\nAnother server is there: stop it, or choose another --port.` : messageOf(error),
  )
  process.exit(1)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\. To specify .*/s, '') : String(error)
}
