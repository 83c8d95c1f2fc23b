/** Values as cells of a table. */

/** The minute, in UTC; empty where there is none. */
export function minuteOf(at: number | string | null): string {
  return at === null ? '' : `${new Date(at).toISOString().slice(0, 16)}Z`
}

/** Where minutes tell too little apart. */
export function secondOf(at: number | string | null): string {
  return at === null ? '' : `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** A text that may be of any length: `--json` has all of it. */
export function shorten(text: string, most = 60): string {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, most - 3).join('')}...`
}
