/** Questions on a terminal. A password is read without being shown. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { printable } from './ui.ts'

/** Ctrl-C, or the end of input, at a question. */
export class CancelledError extends Error {
  constructor() {
    super('Operation cancelled.')
    this.name = 'CancelledError'
  }
}

export interface Prompter {
  ask(question: string): Promise<string>
  askHidden(question: string): Promise<string>
  close(): void
}

export function createPrompter(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Prompter {
  let isMuted = false
  // readline echoes what is typed by writing it here; a muted stream swallows the echo.
  const echo = new Writable({
    write(chunk, _encoding, done) {
      if (!isMuted) output.write(chunk)
      done()
    },
  })
  const readline = createInterface({ input, output: echo, terminal: true, historySize: 0 })
  const cancelled = new Promise<never>((_, reject) => {
    readline.once('SIGINT', () => reject(new CancelledError()))
    readline.once('close', () => reject(new CancelledError()))
  })
  cancelled.catch(() => {})

  return {
    ask: question => Promise.race([readline.question(printable(question)), cancelled]),
    async askHidden(question) {
      output.write(printable(question))
      isMuted = true
      try {
        return await Promise.race([readline.question(''), cancelled])
      } finally {
        isMuted = false
        output.write('\n')
      }
    },
    close: () => readline.close(),
  }
}
