/**
 * JSON with Python's distinctions: `2` and `2.0` are different values in the transcripts, and integers keep all their
 * digits. Independent of the server's parser, so that a bug cannot hide in both.
 */

/** A number with a fraction or an exponent. */
export class Float {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  equals(other: Float): boolean {
    return Number(this.source) === Number(other.source)
  }

  toJSON(): unknown {
    return rawJson(this.source)
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown
/** TypeScript's library has no type for `JSON.rawJSON` yet. */
const rawJson = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON

/** Integers are numbers, or bigints if a number would lose digits; other numbers are `Float`. */
export function readJson(text: string): unknown {
  return parseWithSource(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value
    if (!/^-?\d+$/.test(source)) return new Float(source)
    return Number.isSafeInteger(value) ? value : BigInt(source)
  })
}

export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? rawJson(String(part)) : part))
}

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

/** Follows a path such as `results.0.id`. Throws if there is no such value. */
export function dig(value: unknown, path: string): unknown {
  let at = value
  for (const part of path.split('.')) {
    if (Array.isArray(at) && Number(part) < at.length) at = at[Number(part)]
    else if (isObject(at) && Object.hasOwn(at, part)) at = at[part]
    else throw new RangeError(`nothing at ${path}`)
  }
  return at
}
