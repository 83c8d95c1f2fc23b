/**
 * White space and digits as Python sees them. `str.strip()` and `bytes.split()` decide what a Django service trims and splits,
 * and they differ from JavaScript's `trim` and `\s`: U+FEFF is not white space there, U+001C to U+001F and U+0085 are.
 */
const unicodeSpace = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const isSpace = new RegExp(`^[${unicodeSpace}]$`)
const asciiSpace = /[\t-\r ]+/

/**
 * `str.strip()`. A loop from both ends, not a regular expression: `\s+$` backtracks at every blank in the middle, and a
 * megabyte of blanks would keep a core busy for hours (ReDoS).
 */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace.test(text.charAt(start))) start += 1
  while (end > start && isSpace.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** `bytes.split()`: on runs of ASCII white space, with no empty parts. */
export function splitAscii(text: string): string[] {
  return text.split(asciiSpace).filter(part => part !== '')
}

/** `len(str)`: code points, not UTF-16 units. */
export function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** The digits of every script as 0 to 9, as `int()` and Python's `\d` read them: `１２` and `١٢` are 12. */
export function asciiDigits(text: string): string {
  return /[^\0-\x7f]/.test(text) ? text.replaceAll(/\p{Nd}/gu, digit => String(digitValue(digit))) : text
}

/** Unicode has decimal digits in runs from 0 to 9, some of which follow each other. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1
  return (code - first) % 10
}
