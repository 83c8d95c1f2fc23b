/** A terminal, or pipes, for a command that runs in the test's process. */
import { PassThrough, Writable } from 'node:stream'

export interface Streams {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
  /** The output so far, in order. */
  readonly written: readonly Written[]
  type(text: string): void
  /** Resolves with the screen once it has grown and its last line is this question. */
  until(question: string, longerThan: number): Promise<string>
}

export interface Written {
  readonly to: 'output' | 'errors'
  readonly text: string
}

/** Without `input` a terminal; with it, pipes, and `input` on standard input. */
export function createStreams(input: string | Uint8Array | undefined): Streams {
  const written: Written[] = []
  const waiting = new Set<() => void>()
  const open = (to: Written['to']) => {
    const stream = new Writable({
      decodeStrings: false,
      write(text, _encoding, done) {
        written.push({ to, text: String(text) })
        for (const look of waiting) look()
        done()
      },
    })
    return Object.assign(stream, { isTTY: input === undefined, columns: 200 }) as unknown as NodeJS.WriteStream
  }
  const keyboard = Object.assign(new PassThrough(), { isTTY: input === undefined, setRawMode: () => keyboard })
  if (input !== undefined) keyboard.end(input)
  return {
    input: keyboard as unknown as NodeJS.ReadStream,
    output: open('output'),
    errors: open('errors'),
    written,
    type: text => void keyboard.write(text),
    until: (question, longerThan) =>
      new Promise(resolve => {
        const look = () => {
          const screen = screenOf(written)
          const isAsked = screen.split('\n').at(-1)?.trimEnd() === question.trimEnd()
          if (!isAsked || screen.length <= longerThan) return
          waiting.delete(look)
          resolve(screen)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Removes cursor movements, and normalises line ends. */
export function screenOf(written: readonly Written[]): string {
  const text = written.map(one => one.text).join('')
  return text
    .replaceAll(/\x1b\[[\d;]*[A-Za-z]/g, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '')
}
