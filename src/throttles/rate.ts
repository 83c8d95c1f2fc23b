/** How often, as DRF writes it: `5/m`, `100/day`, `10/second`. Of the period only the first letter counts. */

/** So many in so many milliseconds. */
export interface Rate {
  readonly limit: number
  readonly periodMs: number
}

const periods: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What a rate looks like, for settings. A store keeps a moment for each hit, so the number has an end. */
export const rateForm = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

/** Throws TypeError for what is no rate: a limit that nobody understands must not become none. */
export function parseRate(text: string): Rate {
  const [count = '', period = ''] = text.split('/')
  const periodMs = periods[period.slice(0, 1)]
  if (!rateForm.test(text) || periodMs === undefined)
    throw new TypeError(`'${text}' is no rate: write '5/m' or '100/day'`)
  return { limit: Number(count), periodMs }
}
