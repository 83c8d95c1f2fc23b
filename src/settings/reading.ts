/** What became of one value that was judged. */

/** The value as the product uses it, or what is wrong and what would be right. */
export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly what: string; readonly fix: string }

/** A value that is refused, and what would be right. */
export function wrong(what: string, fix: string): Reading {
  return { ok: false, what, fix }
}
