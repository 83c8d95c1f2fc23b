/**
 * What becomes of output that cannot be written. A reader that has gone away (`latchkey users list | head -1`) is no
 * error: the command completes its work, says nothing more, and ends with the status of a program that SIGPIPE ended.
 */

/** 128 and the number of SIGPIPE, as shells report it. */
const brokenPipe = 141

interface Streams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  /** Sets the exit code of the process. */
  end(code: number): void
}

export function tolerateClosedOutput({ stdout, stderr, end }: Streams): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone(error)) return end(brokenPipe)
    stderr.write(`Error: The output could not be written: ${error.message}\n`)
    end(1)
  })
  // Remarks without a reader change nothing about what the command did.
  stderr.on('error', () => {})
}

/** EIO: the terminal was closed. */
function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED'
}
