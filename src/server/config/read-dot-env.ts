/** `.env` as a layer of settings: its lines that concern us are read strictly, those of other programs are left alone. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import type { ValueFault } from '../../settings/value-result.ts'
import { configVariable, isVariableOfOurs } from '../../settings.ts'
import type { FileReading } from './config-file.ts'
import { decodeText } from './decode-text.ts'
import { type BrokenLine, type EnvLine, parseDotEnv } from './dot-env.ts'
import { messageOf } from './message-of.ts'

export async function readDotEnv(folder: string): Promise<FileReading> {
  try {
    const decoded = decodeText(await readFile(resolve(folder, '.env')))
    if (!decoded.ok) return { layers: [], faults: [faultOf('configuration', decoded)] }
    return layerOf(decoded.text)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { layers: [], faults: [] }
    return {
      layers: [],
      faults: [
        faultOf('configuration', { what: `cannot be read: ${messageOf(error)}`, fix: 'make it readable or remove it' }),
      ],
    }
  }
}

function layerOf(text: string): FileReading {
  const { lines, broken } = parseDotEnv(text)
  const ours = lines.filter(({ name }) => ourName(name) !== undefined)
  const faults = [...broken.filter(isWorthAFault).map(brokenFault), ...ours.flatMap(line => doubtOf(line, ours))]
  const values = Object.fromEntries(
    ours.filter(line => line.fault === undefined).map(({ name, value }) => [name, value]),
  )
  return { layers: [{ source: '.env', spelling: 'environment', values }], faults }
}

function doubtOf({ name, line, value, fault }: EnvLine, all: readonly EnvLine[]): readonly ConfigurationFault[] {
  const at = `.env, line ${line}`
  if (!isVariableOfOurs(name)) {
    return [{ setting: ourName(name) ?? name, source: at, what: 'is not NAME=value', fix: 'write it so' }]
  }
  if (name === configVariable) {
    return [
      {
        setting: name,
        source: at,
        what: 'names the configuration whose folder .env is read from',
        fix: 'set it in the environment',
      },
    ]
  }
  if (fault !== undefined) return [{ setting: name, source: at, ...fault }]
  const earlier = all.find(other => other.name === name && other.line < line && other.value !== value)
  if (earlier === undefined) return []
  return [{ setting: name, source: at, what: `has another value in line ${earlier.line}`, fix: 'keep one of the two' }]
}

/** Names alone are how other programs pass a variable on; anything else in the file was meant as something. */
function isWorthAFault({ text }: BrokenLine): boolean {
  const word = text.trim()
  return !/^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*$/.test(word) || ourName(word) !== undefined
}

function brokenFault({ line, text, fault }: BrokenLine): ConfigurationFault {
  const name = /[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0] ?? ''
  return { setting: isVariableOfOurs(name) ? name : 'configuration', source: `.env, line ${line}`, ...fault }
}

/**
 * The variable of ours that is meant: `set PORT=1`, a name behind a character that is not seen, and `PORT: 1`, which
 * dotenv reads. Passed over, such a secret would be replaced by a new one.
 */
function ourName(written: string): string | undefined {
  if (isVariableOfOurs(written)) return written
  const words = written.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []
  return [words.at(-1), words[0]].find(word => word !== undefined && isVariableOfOurs(word))
}

function faultOf(setting: string, { what, fix }: ValueFault): ConfigurationFault {
  return { setting, source: '.env', what, fix }
}
