/** Durations as people write them. A number is seconds; text is `15m`, `7 days`, `1h30m`, `250ms`. */

/** Whole or fractional seconds, or text such as `'15m'`. */
export type Duration = number | string

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
}
const part =
  /\s*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)(?![a-z])\s*/gy

/** Seconds, or `undefined` when the value is not a duration. Negative and infinite values are refused. */
export function parseDuration(value: Duration): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
  return sumOfParts(value)
}

function sumOfParts(text: string): number | undefined {
  part.lastIndex = 0
  let seconds = 0
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (match === null) return undefined
    seconds += Number(match[1]) * (unitSeconds[shortUnit(match[2] ?? '')] ?? Number.NaN)
  }
  return text.trim() === '' ? undefined : seconds
}

function shortUnit(word: string): string {
  return word.startsWith('ms') || word.startsWith('milli') ? 'ms' : word.slice(0, 1)
}

/** `900` as `15 minutes`, for people. Shows at most the two largest units that are not zero. */
export function formatDuration(seconds: number): string {
  const names: readonly (readonly [string, number])[] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ]
  const words: string[] = []
  let rest = Math.round(Math.abs(seconds))
  for (const [name, size] of names) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) words.push(`${count} ${name}${count === 1 ? '' : 's'}`)
  }
  return words.slice(0, 2).join(' ') || '0 seconds'
}
