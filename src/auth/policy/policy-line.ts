/** A table of who may what: one line says who asks for what, and what has to come of it. */
export interface PolicyLine {
  /** Counted from 1. */
  readonly number: number
  /** As it is written: `editor+mfa`. */
  readonly who: string
  /** Its words: `['editor', 'mfa']`. */
  readonly words: readonly string[]
  readonly asked: Asked
  readonly expected: Expected
}

/** A request for a row, or a permission by its name. */
export type Asked =
  | { readonly kind: 'request'; readonly method: string; readonly path: string }
  | { readonly kind: 'permission'; readonly name: string }

/** `allowed*`: the request is admitted, and the row that it finds is asked about then. */
export type Expected = 'allowed' | 'allowed*' | 'yes' | 'no' | number

/** What is wrong with a line, and how to write it. */
export interface LineFault {
  readonly number: number
  readonly what: string
  readonly fix: string
}

export function askedText(asked: Asked): string {
  return asked.kind === 'permission' ? asked.name : `${asked.method} ${asked.path}`
}
