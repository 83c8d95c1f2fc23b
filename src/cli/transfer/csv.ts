/** Comma-separated values as RFC 4180 has them: quoted fields may hold commas, quotes written twice, and line breaks. */
import { FileFault } from './read-text.ts'

export interface CsvRow {
  /** Where it begins. */
  readonly line: number
  readonly cells: readonly string[]
}

/** An unclosed quote would otherwise swallow the rest of the file. */
const longestRow = 1_000_000

/** Blank lines are left out. Throws FileFault. */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  const reader = createReader()
  for await (const piece of text) {
    for (const char of piece) {
      const row = reader.take(char)
      if (row !== undefined) yield row
    }
  }
  const last = reader.end()
  if (last !== undefined) yield last
}

function createReader() {
  let state: 'start' | 'plain' | 'quoted' | 'closing' = 'start'
  let [line, begins, length] = [1, 1, 0]
  let cells: string[] = []
  let cell = ''
  let afterReturn = false

  const fail = (what: string) => new FileFault(what, 'Write a quote inside a quoted value twice: "say ""hi"""', begins)
  const endCell = () => {
    cells.push(cell)
    cell = ''
    state = 'start'
  }
  const endRow = (): CsvRow | undefined => {
    endCell()
    const row = { line: begins, cells }
    cells = []
    length = 0
    return row.cells.length === 1 && row.cells[0] === '' ? undefined : row
  }

  const takeQuoted = (char: string) => {
    if (char === '"') state = 'closing'
    else cell += char
  }
  const takePlain = (char: string) => {
    if (char === ',') endCell()
    else if (char === '"' && state === 'closing') {
      cell += char
      state = 'quoted'
    } else if (char === '"' && state === 'start') state = 'quoted'
    else if (char === '"' || state === 'closing') throw fail('A quote stands inside a value, or text behind its end.')
    else {
      cell += char
      state = 'plain'
    }
  }

  return {
    /** The row that this character ends, if it does. */
    take(char: string): CsvRow | undefined {
      const isBreak = char === '\n' || char === '\r'
      const isSecondHalf = char === '\n' && afterReturn
      afterReturn = char === '\r'
      if (isBreak && !isSecondHalf) line += 1
      length += 1
      if (length > longestRow) throw fail('A row does not end, so a quote before it is not closed.')
      if (state === 'quoted') return void takeQuoted(char)
      if (isSecondHalf) {
        begins = line
        return undefined
      }
      if (!isBreak) return void takePlain(char)
      const row = endRow()
      begins = line
      return row
    },
    end(): CsvRow | undefined {
      if (state === 'quoted') throw fail('A quote is not closed.')
      return cells.length > 0 || cell !== '' || state === 'closing' ? endRow() : undefined
    },
  }
}
