/**
 * Where log lines go. Each is written before the next step is taken, so that the last one before a crash is there, too. A
 * reader that is slow is waited for; when there is none any more, the server goes on without a log.
 */
import { writeSync } from 'node:fs'

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
