/** Where a value lies between two places of a picture. */
export interface Scale {
  at(value: number): number
  /** Where there are lines behind what is shown. */
  readonly ticks: readonly number[]
}

/** From zero to a round number that holds the greatest value. */
export function linearScale(values: readonly number[], from: number, to: number): Scale {
  const most = Math.max(0, ...values.filter(Number.isFinite)) || 1
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [0.2, 0.5, 1, 2].map(times => times * power).find(size => most / size <= 6) ?? 5 * power
  const count = Math.ceil(most / step)
  return {
    at: value => from + (value / (count * step)) * (to - from),
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  }
}

/** From the power of ten that is at most half the least value, so that its bar can be seen, to the greatest. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
  const known = values.filter(value => value > 0 && Number.isFinite(value))
  const [least, most] = known.length === 0 ? [1, 10] : [Math.min(...known), Math.max(...known)]
  const low = Math.floor(Math.log10(least / 2))
  const high = Math.max(low + 1, Math.log10(most))
  return {
    at: value => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: Math.floor(high) - low + 1 }, (_, index) => 10 ** (low + index)),
  }
}
