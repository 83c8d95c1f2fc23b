/**
 * Where log lines go. A reader that is slow is waited for; when there is none any more, the server goes on without a log.
 */
import { writeSync } from 'node:fs'
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'

/** The destination of the lines. */
export interface LogStream {
  write(line: string): void
}

export type Write = (bytes: Uint8Array) => number

/** A pipe that is full is tried again so often. */
const pause = 10

export function standardError(write: Write = bytes => writeSync(2, bytes)): LogStream {
  let isClosed = false
  return {
    write(line) {
      if (isClosed) return
      try {
        writeAll(write, Buffer.from(line))
      } catch (error) {
        if (codeOf(error) !== 'EPIPE') throw error
        isClosed = true
      }
    },
  }
}

/** A destination that may keep lines for a moment. */
export interface GatheredLines extends LogStream {
  /** Writes what is kept. */
  flush(): void
}

/**
 * Writes the lines of one turn of the event loop together, at its end: a call of the system for each took a twentieth of the
 * CPU of a refresh. A process that is killed, or that crashes outside JavaScript, loses those of its last turn; one that exits
 * does not. Where they cannot be written, on a full disk for one, who writes the next is told: an error at the end of a turn
 * would reach no caller, and end the process.
 */
export function gatherLines(stream: LogStream): GatheredLines {
  let kept = ''
  let failure: unknown
  const flush = () => {
    const lines = kept
    kept = ''
    if (lines !== '') stream.write(lines)
  }
  const flushLater = () => {
    try {
      flush()
    } catch (error) {
      failure = error
    }
  }
  process.on('exit', flushLater)
  return {
    write(line) {
      const unwritten = failure
      failure = undefined
      if (kept === '') setImmediate(flushLater)
      kept += line
      if (unwritten !== undefined) throw unwritten
    },
    flush,
  }
}

/** The system takes as much as there is room for. */
function writeAll(write: Write, bytes: Uint8Array): void {
  let at = 0
  while (at < bytes.length) {
    try {
      at += write(bytes.subarray(at))
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
