/** What is known of the project in a folder before a line is written: its framework, language, modules and entry file. */
import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { FileFault } from '../transfer/read-text.ts'
import { type FrameworkName, frameworks } from './frameworks.ts'
import { readText } from './project-files.ts'
import { withoutComments } from './source-text.ts'

export interface Project {
  readonly folder: string
  /** Absent where there is no package.json yet. */
  readonly manifest: Manifest | undefined
  readonly framework: FrameworkName | undefined
  readonly isTypeScript: boolean
  readonly isCommonJs: boolean
  /** Where sources are: `src`, or the folder itself. */
  readonly sources: 'src' | '.'
  /** How one source of the project names another: with which ending, if any. */
  readonly importEnding: '.ts' | '.js' | ''
  /** The files that make the application, by their paths in the folder: one, in most projects. */
  readonly entries: readonly Source[]
}

export interface Source {
  readonly path: string
  readonly text: string
}

export interface Manifest {
  readonly text: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Throws FileFault for what cannot be read, such as a package.json that is no JSON object. */
export async function readProject(folder: string, asked?: FrameworkName): Promise<Project> {
  const manifest = await readManifest(folder, 'package.json')
  const framework = asked ?? findFramework(manifest)
  const names = await readdir(folder)
  const tsconfig = readText(folder, 'tsconfig.json')
  const isTypeScript = tsconfig !== undefined || hasDependency(manifest, 'typescript')
  const isNextAtRoot = framework === 'next' && names.includes('app')
  const sources = names.includes('src') && !isNextAtRoot ? 'src' : '.'
  return {
    folder,
    manifest,
    framework,
    isTypeScript,
    isCommonJs: framework !== 'next' && manifest !== undefined && manifest.values.type !== 'module',
    sources,
    importEnding: importEndingOf(isTypeScript, tsconfig, framework),
    entries: framework === undefined ? [] : await findEntries(folder, manifest, framework),
  }
}

/** A package.json by its path in the folder; `undefined` where there is none. Throws FileFault. */
export async function readManifest(folder: string, path: string): Promise<Manifest | undefined> {
  // The mark of the byte order that editors on Windows put first is no JSON. npm overlooks it, and leaves it out.
  const text = readText(folder, path)?.replace(/^\uFEFF/, '')
  if (text === undefined) return undefined
  return { text, values: { ...parseObject(path, text) } }
}

function parseObject(path: string, text: string): object {
  const fault = (why: string) => new FileFault(`${path} cannot be read: ${why}.`, 'Correct it, then run this again.')
  try {
    const values: unknown = JSON.parse(text)
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values
  } catch (error) {
    throw fault((error as SyntaxError).message)
  }
  throw fault('it is no object')
}

/** Nest brings Express or Fastify, and Next may have a server beside it: the one that decides is asked for first. */
export function findFramework(manifest: Manifest | undefined): FrameworkName | undefined {
  const order: readonly FrameworkName[] = ['next', 'nest', 'fastify', 'hono', 'express']
  return order.find(name => hasDependency(manifest, frameworks[name].dependency))
}

export function hasDependency(manifest: Manifest | undefined, name: string): boolean {
  const groups = [manifest?.values.dependencies, manifest?.values.devDependencies]
  return groups.some(group => typeof group === 'object' && group !== null && Object.hasOwn(group, name))
}

/** tsconfig.json may have comments, so it is searched and not parsed. */
function importEndingOf(isTypeScript: boolean, tsconfig: string | undefined, framework: FrameworkName | undefined) {
  if (!isTypeScript) return '.js'
  if (framework === 'next' || tsconfig === undefined) return framework === 'next' ? '' : '.ts'
  if (/"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(tsconfig)) return '.ts'
  if (/"module(?:Resolution)?"\s*:\s*"(?:node16|node18|node20|nodenext)"/i.test(tsconfig)) return '.js'
  return ''
}

const code = /\.(?:[cm]?[jt]s)$/
const others = /\.(?:test|spec|config|d)\.[cm]?[jt]s$/
const skipped = new Set(['node_modules', 'dist', 'build', 'coverage', 'test', 'tests', '__tests__', 'public', '.git'])
const deepest = 3

/** Those that make the application; where there are several, the one that a script of package.json starts. */
async function findEntries(
  folder: string,
  manifest: Manifest | undefined,
  framework: FrameworkName,
): Promise<readonly Source[]> {
  const { made } = frameworks[framework]
  if (made === undefined) return []
  const found: Source[] = []
  for (const path of await listSources(folder, folder, 0)) {
    const text = await readFile(join(folder, path), 'utf8').catch(passOver)
    if (text !== undefined && made.test(withoutComments(text))) found.push({ path, text })
  }
  if (found.length < 2) return found
  const started = JSON.stringify([manifest?.values.scripts ?? {}, manifest?.values.main ?? ''])
  const named = found.filter(({ path }) => started.includes(path.replaceAll('\\', '/')))
  return named.length === 1 ? named : found
}

async function listSources(root: string, folder: string, depth: number): Promise<readonly string[]> {
  const entries: readonly Dirent[] = (await readdir(folder, { withFileTypes: true }).catch(passOver)) ?? []
  const paths: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.') && depth < deepest)
      paths.push(...(await listSources(root, path, depth + 1)))
    else if (entry.isFile() && code.test(entry.name) && !others.test(entry.name)) paths.push(relative(root, path))
  }
  return paths
}

/** A folder or a file that this user may not read, such as that of a database, is no source. */
function passOver(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error
}
