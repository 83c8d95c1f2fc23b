/** The records of a file of accounts, whichever format it has. What is wrong with one line does not stop the next. */

import { parseJson } from '../../http/request/parsers/json.ts'
import { AuthError } from '../../problems.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import { readCsv } from './csv.ts'
import { FileFault } from './read-text.ts'

export type Format = 'csv' | 'jsonl'

export function isFormat(text: unknown): text is Format {
  return text === 'csv' || text === 'jsonl'
}

export type FileRecord =
  | { readonly line: number; readonly data: Readonly<Record<string, unknown>>; readonly isForm: boolean }
  | { readonly line: number; readonly fault: string }

/** `known`: the names that a record may have. Without a format, the first character tells. Throws FileFault. */
export async function* readRecords(
  text: AsyncIterable<string>,
  known: readonly string[],
  format: Format | undefined,
): AsyncGenerator<FileRecord> {
  const [first, whole] = await peek(text)
  if (first === '[')
    throw new FileFault('The file is one JSON array.', 'Write one object a line: dumpdata --format jsonl')
  if ((format ?? (first === '{' ? 'jsonl' : 'csv')) === 'jsonl') yield* readJsonLines(whole, known)
  else yield* readRows(whole, known)
}

async function* readJsonLines(text: AsyncIterable<string>, known: readonly string[]): AsyncGenerator<FileRecord> {
  for await (const { line, content } of linesOf(text)) {
    if (content.trim() !== '') yield readJsonLine(line, content, known)
  }
}

function readJsonLine(line: number, content: string, known: readonly string[]): FileRecord {
  let value: unknown
  try {
    value = parseJson(Buffer.from(content))
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    return { line, fault: error.message }
  }
  if (!isObject(value)) return { line, fault: 'One JSON object a line is required.' }
  const data = flatten(value)
  const unknown = Object.keys(data).find(name => !known.includes(name))
  return unknown === undefined ? { line, data, isForm: false } : { line, fault: describeUnknown(unknown, known) }
}

/** Django's dumpdata: `{"model": "auth.user", "pk": 1, "fields": {...}}`. */
function flatten(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { model, pk, fields, ...rest } = value
  if (model === undefined || !isObject(fields)) return value
  return { ...rest, ...(pk === undefined ? {} : { id: pk }), ...fields }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null && !Array.isArray(value)
}

async function* readRows(text: AsyncIterable<string>, known: readonly string[]): AsyncGenerator<FileRecord> {
  let names: readonly string[] | undefined
  for await (const { line, cells } of readCsv(text)) {
    if (names === undefined) names = readHeader(cells, known)
    else if (cells.length !== names.length) {
      yield { line, fault: `The row has ${cells.length} values, and the header ${names.length}.` }
    } else yield { line, data: Object.fromEntries(names.map((name, at) => [name, cells[at]])), isForm: true }
  }
  if (names === undefined)
    throw new FileFault('The file is empty.', 'Begin CSV with a header: email,first_name,password')
}

function readHeader(cells: readonly string[], known: readonly string[]): readonly string[] {
  const names = cells.map(cell => cell.trim())
  const [only = ''] = names
  const separator = names.length === 1 ? /[;\t|]/.exec(only)?.[0] : undefined
  if (separator !== undefined) {
    const shown = separator === '\t' ? 'tabs' : `"${separator}"`
    throw new FileFault(`The header is separated by ${shown}.`, 'Save the file with commas between the values.', 1)
  }
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw new FileFault(describeUnknown(unknown, known), undefined, 1)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new FileFault(`The column "${twice}" is there twice.`, undefined, 1)
  return names
}

function describeUnknown(name: string, known: readonly string[]): string {
  const near = nearestName(name, known)
  const cure = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${near}"?`
  return `"${name.slice(0, 60)}" is no column of an account. ${cure}`
}

/** Without blanks before it, so that the format can be told. The text begins anew. */
async function peek(text: AsyncIterable<string>): Promise<readonly [first: string, whole: AsyncIterable<string>]> {
  const pieces = text[Symbol.asyncIterator]()
  let begun = ''
  for (;;) {
    const { value, done } = await pieces.next()
    if (done !== true) begun += value
    const first = begun.trimStart().slice(0, 1)
    if (first !== '' || done === true) return [first, rest(begun, pieces)]
  }
}

async function* rest(begun: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
  yield begun
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value
}

const longestLine = 1_000_000

async function* linesOf(
  text: AsyncIterable<string>,
): AsyncGenerator<{ readonly line: number; readonly content: string }> {
  let line = 0
  let open = ''
  for await (const piece of text) {
    const parts = (open + piece).split('\n')
    open = parts.pop() ?? ''
    for (const content of parts) yield { line: ++line, content }
    if (open.length > longestLine)
      throw new FileFault('A line has more than a million characters.', undefined, line + 1)
  }
  yield { line: line + 1, content: open }
}
