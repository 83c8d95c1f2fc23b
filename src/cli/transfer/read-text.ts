/** The text of a file or of standard input, piece by piece: always UTF-8, with or without a byte order mark. */

/** What is wrong with a file as a whole: nothing after it can be read. */
export class FileFault extends Error {
  readonly fix: string | undefined
  readonly line: number | undefined

  constructor(what: string, fix?: string, line?: number) {
    super(what)
    this.name = 'FileFault'
    this.fix = fix
    this.line = line
  }
}

export async function* readText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of bytes) {
      // A NUL is the other half of each letter in UTF-16.
      if (piece.includes(0)) throw notUtf8()
      yield decoder.decode(piece, { stream: true })
    }
    yield decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? notUtf8() : error
  }
}

function notUtf8(): FileFault {
  return new FileFault('The file is not UTF-8 text.', 'Save it as UTF-8: iconv -f UTF-16 -t UTF-8 OLD > NEW')
}
