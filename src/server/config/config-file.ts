/** Finds and reads the configuration file: `latchkey.config.ts`, or the one that `--config` or LATCHKEY_CONFIG names. */
import { access, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import type { Layer } from '../../settings.ts'
import type { AppMigration } from '../../stores/store-settings.ts'
import { decodeText } from './decode-text.ts'
import { messageOf } from './message-of.ts'

/** The layers and faults of a file; both empty when it does not exist. */
export interface FileReading {
  readonly layers: readonly Layer[]
  readonly faults: readonly ConfigurationFault[]
  /** The application's steps, where the module exports them beside its configuration. */
  readonly migrations?: readonly AppMigration[]
  /** What it serves beside the built-in endpoints, where the module exports it. Its shape is not checked here. */
  readonly application?: ApplicationExports
}

/** What a module of the application exports, unchecked: `createAuth` says what is wrong with it. */
export interface ApplicationExports {
  readonly endpoints?: unknown
  readonly resources?: unknown
}

/** Where a configuration is: relative paths in it start at its folder, whatever folder a command is typed in. */
export interface ConfigPlace {
  readonly folder: string
  /** Absent where only the folder is known. */
  readonly file?: string
  readonly faults: readonly ConfigurationFault[]
}

const configNames = ['ts', 'mts', 'js', 'mjs', 'json'].map(ending => `latchkey.config.${ending}`)
const nothing: FileReading = { layers: [], faults: [] }

/** `named` is a file or a folder, as a user wrote it; `source` is where. */
export async function locateConfig(cwd: string, named: string | undefined, source: string): Promise<ConfigPlace> {
  if (named === undefined) return await searchFolder(cwd)
  const path = resolve(cwd, named)
  const facts = await stat(path).catch(() => undefined)
  if (facts === undefined) {
    const what = `names ${path}, which does not exist`
    return { folder: dirname(path), faults: [fault(source, what, 'name the file or the folder of the configuration')] }
  }
  if (!facts.isDirectory()) return { folder: dirname(path), file: path, faults: [] }
  const place = await searchFolder(path)
  if (place.file !== undefined || place.faults.length > 0 || (await exists(join(path, '.env')))) return place
  const what = `names ${path}, where there is neither ${configNames[0]} nor .env`
  return { folder: path, faults: [fault(source, what, 'name the file that holds the configuration')] }
}

async function searchFolder(folder: string): Promise<ConfigPlace> {
  const found: string[] = []
  for (const name of configNames) if (await exists(join(folder, name))) found.push(name)
  const [first, second] = found
  if (first === undefined) return { folder, faults: [] }
  const file = join(folder, first)
  if (second === undefined) return { folder, file, faults: [] }
  return { folder, file, faults: [fault(second, `exists beside ${first}`, 'keep one of the two')] }
}

/** What the module exports: the default export, or `config` beside an application. */
export async function readConfigFile({ file, faults }: ConfigPlace): Promise<FileReading> {
  if (file === undefined || faults.length > 0) return nothing
  const source = basename(file)
  try {
    const decoded = decodeText(await readFile(file))
    if (!decoded.ok) return refuse(source, decoded.what, decoded.fix)
    return extname(file) === '.json'
      ? readJson(source, decoded.text)
      : readModule(source, await import(pathToFileURL(file).href))
  } catch (error) {
    return refuse(source, `cannot be loaded: ${messageOf(error)}${lineOf(error, file)}`, fixFor(error))
  }
}

/** Of the file itself: a syntax error in TypeScript has it above its stack, anything thrown in it. */
function lineOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const line = [pathToFileURL(file).href, file]
    .map(name => stack.split(`${name}:`)[1]?.match(/^\d+/)?.[0])
    .find(Boolean)
  return line === undefined ? '' : ` (line ${line})`
}

function readJson(source: string, text: string): FileReading {
  const values: unknown = JSON.parse(text)
  return isPlainObject(values)
    ? { layers: [{ source, values }], faults: [] }
    : refuse(source, 'is not an object', 'write { ... }')
}

interface ConfigModule {
  readonly config?: unknown
  readonly default?: unknown
  readonly migrations?: unknown
  readonly endpoints?: unknown
  readonly resources?: unknown
}

function readModule(source: string, loaded: ConfigModule): FileReading {
  const values = isPlainObject(loaded.config) ? loaded.config : loaded.default
  if (!isPlainObject(values)) {
    return refuse(source, 'has no object as its default export', 'write export default defineConfig({ ... })')
  }
  const { migrations = [], endpoints, resources } = loaded
  if (!isMigrations(migrations)) {
    return refuse(
      source,
      'exports migrations that are no list of { number, name, sql }',
      'export the list that the store is opened with',
    )
  }
  return { layers: [{ source, values }], faults: [], migrations, application: { endpoints, resources } }
}

function isMigrations(value: unknown): value is readonly AppMigration[] {
  const isStep = (step: unknown) => isPlainObject(step) && ['number', 'name', 'sql'].every(member => member in step)
  return Array.isArray(value) && value.every(isStep)
}

function fixFor(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return isMissing
    ? 'install what it imports beside it (`npm install latchkey`), or correct the file'
    : 'correct the file'
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

function refuse(source: string, what: string, fix: string): FileReading {
  return { layers: [], faults: [fault(source, what, fix)] }
}

function fault(source: string, what: string, fix: string): ConfigurationFault {
  return { setting: 'configuration', source, what, fix }
}
