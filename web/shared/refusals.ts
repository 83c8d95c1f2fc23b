/** What refusals say, in the language of the page. */

let current: Readonly<Record<string, string>> = {}

export function setRefusals(refusals: Readonly<Record<string, string>>): void {
  current = refusals
}

/** `undefined` for a code that the pages have no words for: then the server's own sentence is shown. */
export function textOfCode(code: string): string | undefined {
  return Object.hasOwn(current, code) ? current[code] : undefined
}
