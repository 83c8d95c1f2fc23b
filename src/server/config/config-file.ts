/** Reads the two settings files: `.env` and `latchkey.config.ts`. */
import { access, readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import type { Layer } from '../../settings.ts'
import { messageOf } from './message-of.ts'

/** The layers and faults of a file; both empty when it does not exist. */
export interface FileReading {
  readonly layers: readonly Layer[]
  readonly faults: readonly ConfigurationFault[]
}

const configNames = ['latchkey.config.ts', 'latchkey.config.js'] as const
const nothing: FileReading = { layers: [], faults: [] }

/** The variables of `.env`. */
export async function readDotEnv(folder: string): Promise<FileReading> {
  const path = resolve(folder, '.env')
  if (!(await exists(path))) return nothing
  try {
    const values = parseEnv(await readFile(path, 'utf8'))
    return { layers: [{ source: '.env', spelling: 'environment', values }], faults: [] }
  } catch (error) {
    return fault('.env', `cannot be read: ${messageOf(error)}`, 'make it readable or remove it')
  }
}

/** The default export of the configuration file: the named one, or the one in the folder. */
export async function readConfigFile(folder: string, named: string | undefined): Promise<FileReading> {
  const found = named === undefined ? await findConfigFiles(folder) : [resolve(folder, named)]
  const [path, second] = found
  if (path === undefined) return nothing
  if (second !== undefined) return fault(basename(second), `exists beside ${basename(path)}`, 'keep one of the two')
  const source = named ?? basename(path)
  if (!(await exists(path))) return fault(source, 'does not exist', 'name the file that holds the configuration')
  return await importConfig(path, source)
}

async function importConfig(path: string, source: string): Promise<FileReading> {
  try {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(path).href)
    const values = loaded.default
    if (isPlainObject(values)) return { layers: [{ source, values }], faults: [] }
    return fault(source, 'has no object as its default export', 'write export default defineConfig({ ... })')
  } catch (error) {
    return fault(source, `cannot be loaded: ${messageOf(error)}`, fixFor(error))
  }
}

function fixFor(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return isMissing
    ? 'install what it imports beside it (`npm install latchkey`), or correct the file'
    : 'correct the file'
}

async function findConfigFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const name of configNames) {
    const path = resolve(folder, name)
    if (await exists(path)) found.push(path)
  }
  return found
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fault(source: string, what: string, fix: string): FileReading {
  return { layers: [], faults: [{ setting: 'configuration', source, what, fix }] }
}
