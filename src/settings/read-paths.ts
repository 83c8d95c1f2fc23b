/**
 * Reads where built-in endpoints are to be, by their names. Only the form of a path is checked here: which names exist,
 * and whether two endpoints share a path, depends on the endpoints (`http/endpoints/arrange-endpoints.ts`).
 */
import { accept, refuse, type ValueResult } from './value-result.ts'

const example = "{ token_obtain_sliding: '/api/token/' }"

export function readPaths(raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refuse('is not an object of names and paths', `write ${example}`)
  }
  const paths = new Map<string, readonly string[]>()
  for (const [name, given] of Object.entries(raw)) {
    if (given === undefined) continue
    if (given === null || given === false) {
      return refuse(`gives ${name} no path`, `write disabledEndpoints: ['${name}'] to switch it off`)
    }
    const list: readonly unknown[] = Array.isArray(given) ? given : [given]
    if (list.length === 0) return refuse(`gives ${name} no path`, `write disabledEndpoints: ['${name}']`)
    for (const path of list) {
      const fix = correctionOf(path, probes.has(name))
      if (fix !== undefined) return refuse(`gives ${name} the path ${JSON.stringify(path)}`, fix)
    }
    paths.set(name, Object.freeze(list.map(String)))
  }
  return accept(Object.freeze(Object.fromEntries(paths)))
}

/** From an environment variable. */
export function readPathsText(text: string): ValueResult {
  try {
    return readPaths(JSON.parse(text))
  } catch {
    return refuse('is not JSON', 'write {"token_obtain_sliding":"/api/token/"}')
  }
}

/** What probes ask for has no slash at its end: `/healthz`. */
const probes: ReadonlySet<string> = new Set(['livez', 'readyz', 'metrics'])

const literal = /^[A-Za-z0-9._~-]+$/
const parameter = /^\{[a-z][A-Za-z0-9_]*\}$/

/** `undefined` for a path that can be served. */
function correctionOf(path: unknown, isProbe: boolean): string | undefined {
  if (typeof path !== 'string') return 'use text, or a list of texts'
  // `<int:id>` and `:id` are how Django and Express spell a parameter.
  const segments = path
    .trim()
    .replace(/^[a-z]+:\/\/[^/]*/, '')
    .split('/')
    .filter(segment => segment !== '')
    .map(segment => segment.replace(/^<(?:\w+:)?(\w+)>$/, '{$1}').replace(/^:(\w+)$/, '{$1}'))
  const isSpelled = segments.every(each => (literal.test(each) && !/^\.+$/.test(each)) || parameter.test(each))
  if (segments.length === 0 || !isSpelled)
    return "use segments of letters, digits and '-._~' between slashes: '/api/token/'"
  // A file such as `/.well-known/jwks.json` has no slash at its end.
  const isFile = !path.endsWith('/') && /.\.[a-z0-9]+$/.test(segments.at(-1) ?? '')
  const proper = `/${segments.join('/')}${isFile ? '' : '/'}`
  if (isProbe && `${path}/` === proper) return undefined
  return path === proper ? undefined : `write '${proper}'`
}
