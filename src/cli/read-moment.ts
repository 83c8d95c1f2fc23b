/** A day or a moment as an option of a command names it, in UTC: what a day is must not hang on the machine. */
export function readMoment(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text)) return undefined
  const date = new Date(text)
  // 30 February is a day for Date.
  const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))
  return isDay ? date : undefined
}

/** What is wrong with the value of an option that is none. */
export function momentFault(option: string): string {
  return `--${option} must be a day or a moment, such as 2026-11-28 or 2026-11-28T12:00:00Z.`
}
