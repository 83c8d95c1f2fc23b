/** Checks every file of `src/` by the table of import-rules.ts, and who calls what. Tests are free: they look in from outside. */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { type ImportRule, importRules, isOperatorFlow, operatorCalls, zonesWithoutTypeCircles } from './import-rules.ts'
import { blankLiterals, type Import, lineAt, readImports } from './source-text.ts'

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly text: string
}

/** One sentence for each fault, which begins with path and line. */
export function findImportFaults(files: readonly SourceFile[], packages: readonly string[]): string[] {
  const sources = files.filter(({ path }) => path.startsWith('src/') && !isTest(path))
  const strict = sources.filter(({ path }) => zonesWithoutTypeCircles.includes(zoneOf(path)))
  return [
    ...sources.flatMap(file => faultsOfFile(file, packages)),
    ...findCycles(sources, loadedBy, 'loads itself'),
    ...findCycles(strict, seenBy, 'sees itself'),
  ]
}

function isTest(path: string): boolean {
  return /\.(test|test-d)\.ts$|\/tests\//.test(path)
}

function faultsOfFile(file: SourceFile, packages: readonly string[]): string[] {
  const zone = zoneOf(file.path)
  const rule = importRules[zone]
  if (rule === undefined) return [`${file.path}:1 lies in no zone of scripts/import-rules.ts`]
  const imports = readImports(file.text).flatMap(found => {
    const what = checkImport(file.path, rule, found, packages)
    return what === undefined ? [] : [`${file.path}:${found.line} ${what}`]
  })
  const extending = rule.extends === true ? [] : extensionFaults(file)
  return [...imports, ...extending, ...operatorFaults(file), ...(rule.isAmbient === true ? [] : ambientFaults(file))]
}

/** `src/ports/defaults/clock.ts` is in `ports/defaults`, `src/features/social/store.ts` in `features/social`, `src/auth.ts` in `auth.ts`. */
function zoneOf(path: string): string {
  const inner = path.slice('src/'.length)
  if (inner.startsWith('ports/defaults/')) return 'ports/defaults'
  if (/^((features|stores)\/[^/]+|verify\/(guards|web))\//.test(inner)) return inner.split('/').slice(0, 2).join('/')
  return inner.split('/')[0] ?? ''
}

function checkImport(path: string, rule: ImportRule, found: Import, packages: readonly string[]): string | undefined {
  const { specifier } = found
  if (specifier === driver) return checkDriver(rule)
  if (specifier.startsWith('node:')) return undefined
  if (builtinModules.includes(specifier)) return `imports '${specifier}': write 'node:${specifier}'`
  return specifier.startsWith('.') ? checkRelative(path, rule, found) : checkPackage(rule, specifier, packages)
}

/** The one builtin that is not free: SQL stands in its dialect. */
const driver = 'node:sqlite'

function checkDriver({ packages }: ImportRule): string | undefined {
  const isAllowed = packages?.includes('*') === true || packages?.includes(driver) === true
  return isAllowed ? undefined : `imports '${driver}', which is not for this folder`
}

function checkPackage(rule: ImportRule, specifier: string, packages: readonly string[]): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (!packages.includes(name)) return `imports '${name}', which package.json names as no dependency`
  const isAllowed = rule.packages?.includes('*') === true || rule.packages?.includes(name) === true
  return isAllowed ? undefined : `imports the package '${name}', which is not for this folder`
}

function checkRelative(path: string, rule: ImportRule, { specifier, isType }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier)
  if (!/\.(ts|json)$/.test(target)) return `imports '${specifier}': write its ending, .ts`
  if (!target.startsWith('src/')) return `imports '${specifier}', which is outside src/`
  const zone = zoneOf(target)
  if (zone === zoneOf(path) || rule.from.includes(zone)) return undefined
  if (rule.files?.includes(target.slice('src/'.length)) === true) return undefined
  if (rule.typesFrom?.includes(zone) !== true) return forbidden(specifier, zoneOf(path), zone)
  return isType ? undefined : `imports '${specifier}': of ${zone} only types, by 'import type'`
}

/** The sentence says which way out there is: what stands above is handed in, or its word moves down. */
function forbidden(specifier: string, from: string, to: string): string {
  const order = Object.keys(importRules)
  const isUp = order.indexOf(to) > order.indexOf(from)
  const wayOut = isUp ? `, which stands above it: move the word down to where both see it, or have it handed in` : ''
  return `imports '${specifier}': ${from} may not see ${to}${wayOut}`
}

/** What makes a function depend on the moment or the machine. `new Date(number)` only converts. */
const ambient: Readonly<Record<string, RegExp>> = {
  'the clock': /\bDate\.now\b|\bDate\s*\(\s*\)|\bnew Date\b(?!\s*\()|\bperformance\.now\b|\bhrtime\b/g,
  randomness: /\bMath\.random\b|\b(?:randomBytes|randomUUID|randomInt|randomFill|randomFillSync|getRandomValues)\b/g,
  'the environment': /\bprocess\.env\b/g,
  'the console': /\bconsole\./g,
}

function ambientFaults({ path, text }: SourceFile): string[] {
  const code = blankLiterals(text)
  return Object.entries(ambient).flatMap(([what, pattern]) =>
    [...code.matchAll(pattern)].map(({ index }) => `${path}:${lineAt(text, index)} uses ${what}: let it be handed in`),
  )
}

/** An operator's action outside `flows/admin` would have no actor, no event and no notice. */
function operatorFaults({ path, text }: SourceFile): string[] {
  if (isOperatorFlow(path)) return []
  const found = [...blankLiterals(text).matchAll(operatorCalls)]
  return found.map(
    ({ 0: call, index }) => `${path}:${lineAt(text, index)} calls '${call}': call the action of flows/admin instead`,
  )
}

/** Declaration merging is an arrow that no import shows: only a feature adds its parts so. */
function extensionFaults({ path, text }: SourceFile): string[] {
  const found = [...blankLiterals(text).matchAll(/\bdeclare\s+module\b/g)]
  return found.map(({ index }) => `${path}:${lineAt(text, index)} extends another module: only features add parts`)
}

/** Circles of files that load each other, or see each other's types. */
function findCycles(files: readonly SourceFile[], targetsOf: typeof loadedBy, what: string): string[] {
  const graph = new Map(files.map(({ path, text }) => [path, targetsOf(path, text)]))
  const done = new Set<string>()
  const faults: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path)
    if (start !== -1) faults.push(`${path}:1 ${what}: ${[...trail.slice(start), path].join(' -> ')}`)
    if (start !== -1 || done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return faults
}

/** Types are erased, so they close no circle here. */
function loadedBy(path: string, text: string): string[] {
  return targets(
    path,
    readImports(text).filter(({ isType }) => !isType),
  )
}

function seenBy(path: string, text: string): string[] {
  return targets(path, readImports(text))
}

function targets(path: string, imports: readonly Import[]): string[] {
  const relative = imports.filter(({ specifier }) => specifier.startsWith('.'))
  return relative.map(({ specifier }) => posix.join(posix.dirname(path), specifier))
}
