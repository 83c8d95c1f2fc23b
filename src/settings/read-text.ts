/** Reads the text of an environment variable or of a line in `.env`, by the kind of its row. */
import { readValue, refuseValue, wholeNumber } from './read-value.ts'
import type { SettingKind, SettingRow } from './row.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'

/** Where `null` is a value, the word `none` stands for it. */
export function readText(row: SettingRow, text: string): ValueResult {
  if (row.nullable === true && text === 'none') return accept(null)
  if (text === '') return refuse('is set but empty', 'give it a value or remove it')
  // `docker --env-file` and systemd's `Environment=` lines pass them on as they are.
  if (/^(["'])[\s\S]*\1$/.test(text) && !text.includes('-----BEGIN')) {
    return refuse('is in quotes, which would be part of the value', 'write it without them')
  }
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
  signer: refuseCode('is code'),
  keys: readJson,
}

function readSwitch(_row: SettingRow, text: string): ValueResult {
  const word = text.toLowerCase()
  if (['true', '1', 'on'].includes(word)) return accept(true)
  return ['false', '0', 'off'].includes(word) ? accept(false) : refuseValue(text, 'True or False')
}

/** A list of keys, as a file of secrets would hold it. */
function readJson(row: SettingRow, text: string): ValueResult {
  try {
    return readValue(row, JSON.parse(text))
  } catch {
    return refuse('is not JSON', 'write [{"kid":"2026-05","key":"..."}]')
  }
}

function refuseCode(what: string): TextReader {
  return () => refuse(`${what}, which the environment cannot hold`, 'write it in latchkey.config.ts')
}

function splitList(text: string): string[] {
  return text.split(',').map(part => part.trim())
}
