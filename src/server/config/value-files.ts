/**
 * `SECRET_KEY_FILE=/run/secrets/key`: the value of a secret or key stands in a file, as orchestrators mount them. Beside
 * its variable the name is refused, and so is a file that cannot be read: the next source must not step in.
 */
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import type { ValueFault } from '../../settings/value-result.ts'
import { type Layer, variableOfFile } from '../../settings.ts'
import { decodeText } from './decode-text.ts'
import { messageOf } from './message-of.ts'

export interface FilledLayer {
  /** The layer without the names of files, and a layer for each file. */
  readonly layers: readonly Layer[]
  readonly faults: readonly ConfigurationFault[]
  /** The variables that a file was to give, read or not. */
  readonly named: readonly string[]
}

export async function readValueFiles(layer: Layer, folder: string): Promise<FilledLayer> {
  const rest: Record<string, unknown> = {}
  const files: Layer[] = []
  const faults: ConfigurationFault[] = []
  const named: string[] = []
  for (const [name, value] of Object.entries(layer.values)) {
    const variable = variableOfFile(name)
    if (variable === undefined || value === undefined) {
      rest[name] = value
      continue
    }
    named.push(variable)
    const path = resolve(folder, String(value))
    const isTwice = layer.values[variable] !== undefined
    const read = isTwice ? twice(variable) : await readValueFile(path, String(value))
    if (typeof read === 'string') files.push({ source: path, spelling: 'environment', values: { [variable]: read } })
    else faults.push({ setting: name, source: layer.source, ...read })
  }
  return { layers: [{ ...layer, values: rest }, ...files], faults, named }
}

function twice(variable: string): ValueFault {
  return { what: `is set, and so is ${variable}`, fix: 'keep one of the two' }
}

const longestFile = 1024 * 1024

/** The text without the line break that editors and `echo` put at its end, or what is wrong with the file. */
async function readValueFile(path: string, given: string): Promise<string | ValueFault> {
  if (given.trim() === '') return { what: 'names no file', fix: 'name one, or remove it' }
  const fix = 'name a file that this process can read'
  try {
    const bytes = await readBytes(path)
    if (typeof bytes === 'string') return { what: `names ${path}, which ${bytes}`, fix }
    const decoded = decodeText(bytes)
    if (!decoded.ok) return { what: `names ${path}, which ${decoded.what}`, fix: decoded.fix }
    const text = decoded.text.replace(/\r?\n$/, '')
    return text === '' ? { what: `names ${path}, which is empty`, fix: 'write the value into it' } : text
  } catch (error) {
    return { what: `names ${path}, which cannot be read: ${messageOf(error)}`, fix }
  }
}

/** A pipe too: shells write `<(pass show latchkey)` as one. Never a device, which may have no end. */
async function readBytes(path: string): Promise<Uint8Array | string> {
  const file = await open(path, 'r')
  try {
    const facts = await file.stat()
    if (facts.isDirectory()) return 'is a folder'
    if (!facts.isFile() && !facts.isFIFO()) return 'is not a file'
    if (facts.size > longestFile) return 'is too large for a secret or a key'
    return await file.readFile()
  } finally {
    await file.close()
  }
}
