/** Texts of the chosen language, numbers and dates as that language writes them. */
import { config } from './config.ts'

/** A text with values in braces, `{name}`; with `{count}`, one for each form of the plural that the language has. */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

const plural = new Intl.PluralRules(config.language)
const number = new Intl.NumberFormat(config.language)
const dateTime = new Intl.DateTimeFormat(config.language, { dateStyle: 'medium', timeStyle: 'short' })
const toTheSecond = new Intl.DateTimeFormat(config.language, { dateStyle: 'medium', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat(config.language, { day: 'numeric', month: 'short' })
const relative = new Intl.RelativeTimeFormat(config.language, { numeric: 'auto' })

export function fill(text: Text, values: Readonly<Record<string, string | number>> = {}): string {
  const count = values.count
  const form = typeof text === 'string' ? text : (text[plural.select(Number(count ?? 0))] ?? text.other)
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? number.format(value) : value
  })
}

export function showNumber(value: number): string {
  return number.format(value)
}

export function showMoment(iso: string): string {
  return dateTime.format(new Date(iso))
}

export function showInstant(iso: string): string {
  return toTheSecond.format(new Date(iso))
}

export function showDay(iso: string): string {
  return day.format(new Date(iso))
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 hours ago", within a month; the date beyond. */
export function showAgo(iso: string): string {
  const apart = new Date(iso).getTime() - Date.now()
  if (Math.abs(apart) > 30 * 86_400_000) return showMoment(iso)
  const [unit, length] = units.find(([, each]) => Math.abs(apart) >= each) ?? ['second', 1000]
  return relative.format(Math.round(apart / length), unit)
}

/** Seconds in the largest unit that they are a whole number of. */
export function showLength(seconds: number): string {
  const [unit, length] = units.find(([, each]) => (seconds * 1000) % each === 0) ?? ['second', 1000]
  const format = new Intl.NumberFormat(config.language, { style: 'unit', unit, unitDisplay: 'long' })
  return format.format((seconds * 1000) / length)
}

/** Every text longer and accented, in brackets: what does not fit, or was never translated, is seen. */
export function pseudo<Words>(words: Words): Words {
  if (typeof words === 'string') return accented(words) as Words
  if (typeof words !== 'object' || words === null) return words
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, pseudo(value)])) as Words
}

const accents: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  n: 'ñ',
  c: 'ç',
  s: 'š',
  y: 'ý',
}

function accented(text: string): string {
  const parts = text.split(/(\{\w+\})/)
  const long = parts.map(part =>
    part.startsWith('{') ? part : part.replace(/[aeiouncsy]/g, each => accents[each] ?? each),
  )
  return `[${long.join('')}${'·'.repeat(Math.ceil(text.length * 0.35))}]`
}
