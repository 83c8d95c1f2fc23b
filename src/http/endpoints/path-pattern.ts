/**
 * Paths with parameters: `/api/auth/sessions/{id}/`. A parameter is one whole, non-empty segment, and its value is
 * percent-decoded. A segment that cannot be decoded, or that hides a slash, matches nothing. Other segments match as they
 * are written; those with characters that browsers encode (`/api/cafés/`) match decoded.
 */

export type PathParameters = Readonly<Record<string, string>>

export interface PathPattern {
  /** The values of the parameters, if the path matches. */
  match(path: string): PathParameters | undefined
  /** The path with these values, encoded so that no value can leave its segment. */
  fill(parameters: PathParameters): string
}

const parameter = /^\{([a-z][A-Za-z0-9_]*)\}$/

/** Characters that a request has as they are: RFC 3986's `pchar` without the percent sign. */
const isPlain = /^[\w.~!$&'()*+,;=:@-]*$/

/** Whether other texts than the path itself match. */
export function needsPattern(path: string): boolean {
  return !segmentsOf(path).every(segment => isPlain.test(segment))
}

/** The pattern without the names of its parameters: two patterns with the same shape match the same paths. */
export function shapeOf(path: string): string {
  return segmentsOf(path)
    .map(segment => (parameter.test(segment) ? '{}' : segment))
    .join('/')
}

/** Throws when the path names a parameter twice, or has one that is not a whole segment. */
export function parsePathPattern(path: string): PathPattern {
  const segments = segmentsOf(path)
  const names = segments.map(segment => parameter.exec(segment)?.[1])
  const used = names.filter(name => name !== undefined)
  const isOdd = segments.some((segment, index) => /[{}]/.test(segment) && names[index] === undefined)
  if (isOdd || new Set(used).size < used.length) throw new TypeError(`the path ${path} has an invalid parameter`)

  return {
    match(candidate) {
      const sent = segmentsOf(candidate)
      if (sent.length !== segments.length) return undefined
      const values = sent.map((segment, index) =>
        names[index] === undefined && isPlain.test(segments[index] ?? '') ? segment : decode(segment),
      )
      const fits = values.every((value, index) => (names[index] === undefined ? value === segments[index] : value))
      return fits ? Object.fromEntries(used.map(name => [name, values[names.indexOf(name)] ?? ''])) : undefined
    },
    fill: parameters => segments.map((segment, at) => encode(parameters, names[at]) ?? encodeURI(segment)).join('/'),
  }
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/')
}

function decode(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment)
    return value.includes('/') ? undefined : value
  } catch {
    return undefined
  }
}

function encode(parameters: PathParameters, name: string | undefined): string | undefined {
  return name === undefined ? undefined : encodeURIComponent(parameters[name] ?? '')
}
