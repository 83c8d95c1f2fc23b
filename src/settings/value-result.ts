/** What reading one value gives: the value as the product uses it, or what is wrong and how to fix it. */
export type ValueResult = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & ValueFault)

export interface ValueFault {
  readonly what: string
  readonly fix: string
}

export function accept(value: unknown): ValueResult {
  return { ok: true, value }
}

export function refuse(what: string, fix: string): ValueResult {
  return { ok: false, what, fix }
}
