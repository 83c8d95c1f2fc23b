/** Rates as DRF writes them: `5/m`, `100/day`, `10/second`. Only the first letter of the period counts. */

/** `limit` hits in `periodMs` milliseconds. */
export interface Rate {
  readonly limit: number
  readonly periodMs: number
}

const periods: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The format of a rate, for settings. The number is bounded because a store keeps a time for each hit. */
export const rateForm = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

/** Throws TypeError for an invalid rate: a limit that cannot be parsed must not mean no limit. */
export function parseRate(text: string): Rate {
  const [count = '', period = ''] = text.split('/')
  const periodMs = periods[period.slice(0, 1)]
  if (!rateForm.test(text) || periodMs === undefined)
    throw new TypeError(`'${text}' is not a rate: write '5/m' or '100/day'`)
  return { limit: Number(count), periodMs }
}
