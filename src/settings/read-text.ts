/** Reads the text of an environment variable or of a line in `.env`, by the kind of its row. */
import { readValue, refuseValue, wholeNumber } from './read-value.ts'
import type { SettingKind, SettingRow } from './row.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'

/** Where `null` is a value, the word `none` stands for it. */
export function readText(row: SettingRow, text: string): ValueResult {
  if (row.nullable === true && text === 'none') return accept(null)
  if (text === '') return refuse('is set but empty', 'give it a value or remove it')
  if (row.kind === 'custom') return row.readText(text)
  const read = readers[row.kind]
  return read === undefined ? readValue(row, text) : read(row, text)
}

type TextReader = (row: SettingRow, text: string) => ValueResult

const readers: Readonly<Partial<Record<SettingKind, TextReader>>> = {
  boolean: readSwitch,
  integer: (row, text) =>
    /^-?\d{1,15}$/.test(text) ? readValue(row, Number(text)) : refuseValue(text, wholeNumber(row)),
  list: (row, text) => readValue(row, splitList(text)),
  texts: (row, text) => readValue(row, text.includes(',') ? splitList(text) : text),
  definition: refuseCode('is code'),
  functions: refuseCode('is code'),
  function: refuseCode('is a function'),
  keys: refuseCode('is a list of keys'),
}

function readSwitch(_row: SettingRow, text: string): ValueResult {
  const word = text.toLowerCase()
  if (['true', '1', 'on'].includes(word)) return accept(true)
  return ['false', '0', 'off'].includes(word) ? accept(false) : refuseValue(text, 'True or False')
}

function refuseCode(what: string): TextReader {
  return () => refuse(`${what}, which the environment cannot hold`, 'write it in latchkey.config.ts')
}

function splitList(text: string): string[] {
  return text.split(',').map(part => part.trim())
}
