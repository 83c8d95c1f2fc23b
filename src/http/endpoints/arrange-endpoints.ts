/**
 * Moves built-in rows to the paths of the settings, and leaves out those that are switched off. What the settings name
 * must exist: a misspelt name in `disabledEndpoints` would leave an endpoint open that its owner believes closed.
 */
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import { isDisabled, matchesName, type PathSettings } from '../../settings/endpoint-paths.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import type { Endpoint } from './endpoint.ts'
import { shapeOf } from './path-pattern.ts'

export { isDisabled, type PathSettings, pathOf } from '../../settings/endpoint-paths.ts'

/** What a row is known by here. */
export type NamedRow = Pick<Endpoint, 'name' | 'urlName' | 'paths' | 'pathValues' | 'movedFrom' | 'isRoot'> &
  Partial<Pick<Endpoint, 'methods'>>

export interface Arranged<Row extends NamedRow> {
  readonly rows: readonly Row[]
  readonly faults: readonly ConfigurationFault[]
}

/**
 * `every`: each row that some settings would serve, as its name is known though these settings leave it out. Asked only
 * for what the settings name: making all rows once more takes a start 15 ms.
 */
export function arrangeEndpoints<Row extends NamedRow>(
  rows: readonly Row[],
  settings: PathSettings,
  every: () => readonly NamedRow[] = () => rows,
): Arranged<Row> {
  const kept = rows.filter(({ urlName }) => !isDisabled(settings, urlName)).map(row => moved(row, settings.paths))
  const faults = [
    ...Object.keys(settings.paths).flatMap(name => movedFaults(name, settings, every())),
    ...settings.disabledEndpoints.flatMap(name => disabledFaults(name, every())),
  ]
  return { rows: kept, faults: [...faults, ...(faults.length > 0 ? [] : sharedPathFaults(kept))] }
}

function moved<Row extends NamedRow>(row: Row, paths: PathSettings['paths']): Row {
  const to = row.urlName === undefined ? undefined : paths[row.urlName]
  if (to === undefined) return row
  return { ...row, paths: to.map(path => fill(path, row.pathValues)), movedFrom: row.paths }
}

function fill(path: string, values: Endpoint['pathValues'] = {}): string {
  return Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), path)
}

function movedFaults(name: string, settings: PathSettings, every: readonly NamedRow[]): readonly ConfigurationFault[] {
  const row = every.find(({ urlName }) => urlName === name)
  if (row === undefined) return [unknown('paths', name, every, '')]
  if (isDisabled(settings, name)) {
    return [fault('paths', `moves ${name}, which disabledEndpoints switches off`, 'keep one of the two')]
  }
  if (row.isRoot === true) {
    return [fault('paths', `moves ${name}, which is where its resources are`, 'give the resources other paths')]
  }
  const needed = [...row.paths.flatMap(parametersOf), ...Object.keys(row.pathValues ?? {})].toSorted()
  const odd = settings.paths[name]?.find(path => parametersOf(path).toSorted().join(' ') !== needed.join(' '))
  if (odd === undefined) return []
  const what = needed.map(each => `{${each}}`).join(' and ')
  return [
    fault(
      'paths',
      `gives ${name} the path '${odd}'`,
      needed.length === 0 ? 'leave parameters out of it' : `give it ${what}, such as '${exampleOf(row)}'`,
    ),
  ]
}

function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])
}

function exampleOf({ paths: [path = ''], pathValues = {} }: NamedRow): string {
  return Object.entries(pathValues).reduce((text, [name, value]) => text.replace(`/${value}/`, `/{${name}}/`), path)
}

function disabledFaults(pattern: string, every: readonly NamedRow[]): readonly ConfigurationFault[] {
  const isKnown = every.some(({ urlName = '' }) => matchesName(pattern, urlName))
  return isKnown ? [] : [unknown('disabledEndpoints', pattern, every, '*')]
}

function unknown(setting: string, written: string, every: readonly NamedRow[], star: string): ConfigurationFault {
  const names = [...new Set(every.flatMap(({ urlName }) => urlName ?? []))]
  const isGroup = star !== '' && names.some(name => name.startsWith(`${written}_`))
  const byPath = every.find(({ paths }) => paths.some(path => trim(path) === trim(written)))?.urlName
  const nearest = isGroup ? `${written}_*` : (byPath ?? nearestName(written, names))
  const fix = nearest === undefined ? `use one of ${names.join(', ')}` : `write ${nearest}`
  return fault(setting, `names ${written}, and no built-in endpoint is called so`, fix)
}

function trim(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, '')
}

/** Two built-in rows at one path: one of them would silently not be served. */
function sharedPathFaults(rows: readonly NamedRow[]): readonly ConfigurationFault[] {
  const at = Map.groupBy(
    rows.flatMap(row => row.paths.map(path => ({ row, path }))),
    // A path is served with and without its last slash.
    ({ path }) => shapeOf(path).replace(/\/$/, ''),
  )
  return [...at.values()].flatMap(([first, second]) => {
    if (first === undefined || second === undefined) return []
    const stays = first.row.movedFrom === undefined ? first.row : second.row
    const other = stays === first.row ? second.row : first.row
    const [one, two] = [other.urlName ?? other.name, stays.urlName ?? stays.name]
    const fix = `move ${two} too, or write disabledEndpoints: ['${two}']`
    return [fault('paths', `puts ${one} at ${first.path}, where ${two} is`, fix)]
  })
}

function fault(setting: string, what: string, fix: string): ConfigurationFault {
  return { setting, source: 'the endpoints', what, fix }
}
