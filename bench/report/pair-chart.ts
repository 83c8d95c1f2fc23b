/** Ours and the peer's as two bars, with a line where ours has to reach. */
import type { Scale } from './scales.ts'
import { element, grid, lineFrom, paleInk, picture, textAt, widthOf } from './svg.ts'

export interface Pair {
  readonly says: string
  readonly ours: number
  readonly peer: number
  /** What the bar asks of ours. */
  readonly mark?: number
}

export interface PairChart {
  readonly title: string
  /** Which of two bars is the better one, and what should be known of the scale. */
  readonly note: string
  readonly scale: (values: readonly number[], from: number, to: number) => Scale
  readonly pairs: readonly Pair[]
  format(value: number): string
}

const width = 900
const [left, right] = [370, width - 100]
const top = 88
const rowHeight = 42
const [blue, grey, orange] = ['#2563eb', '#66707b', '#d9480f']

export function pairChart({ title, note, scale: scaleOf, pairs, format }: PairChart): string {
  const shown = pairs.filter(({ ours, peer }) => ours > 0 && peer > 0)
  const scale = scaleOf(
    shown.flatMap(({ ours, peer, mark }) => [ours, peer, mark ?? ours]),
    left,
    right,
  )
  const bottom = top + shown.length * rowHeight
  const rows = shown.flatMap(({ says, ours, peer, mark }, index) => {
    const y = top + index * rowHeight
    const bar = (value: number, at: number, fill: string) => {
      const length = Math.max(1, scale.at(value) - left)
      const text = format(value)
      // At its beginning, where no line of a promise goes through.
      const isInside = length > widthOf(text, 11) + 12
      const place = isInside ? { x: left + 6, fill: '#ffffff' } : { x: left + length + 6 }
      return [
        element('rect', { x: left, y: at, width: length, height: 14, rx: 2, fill }),
        textAt(text, { ...place, y: at + 11, size: 11 }),
      ]
    }
    return [
      ...labelOf(says, y + 20),
      ...bar(ours, y + 4, blue),
      ...bar(peer, y + 20, grey),
      mark === undefined ? '' : lineFrom(scale.at(mark), y, scale.at(mark), y + 20, orange, 2.5),
    ]
  })
  const ticks = scale.ticks.flatMap(tick => [
    lineFrom(scale.at(tick), top - 8, scale.at(tick), bottom, grid),
    textAt(format(tick), { x: scale.at(tick), y: bottom + 18, size: 11, anchor: 'middle', fill: paleInk }),
  ])
  return picture({ width, height: bottom + 36, title }, [
    textAt(note, { x: 20, y: 50, fill: paleInk }),
    ...legend([
      [blue, 'Latchkey'],
      [grey, 'the peer'],
      ...(shown.some(({ mark }) => mark !== undefined) ? [[orange, 'what we promise'] as const] : []),
    ]),
    ...ticks,
    ...rows,
  ])
}

/** What is compared above what it is compared with. */
function labelOf(says: string, middle: number): readonly string[] {
  const [what = '', ...than] = says.split(' / ')
  const at = { x: left - 12, anchor: 'end' } as const
  if (than.length === 0) return [textAt(what, { ...at, y: middle + 2 })]
  return [
    textAt(what, { ...at, y: middle - 5 }),
    textAt(than.join(' / '), { ...at, y: middle + 10, size: 11, fill: paleInk }),
  ]
}

function legend(entries: readonly (readonly [string, string])[]): readonly string[] {
  let x = 20
  return entries.flatMap(([fill, text]) => {
    const at = x
    x += widthOf(text) + 36
    return [element('rect', { x: at, y: 61, width: 12, height: 12, rx: 2, fill }), textAt(text, { x: at + 18, y: 71 })]
  })
}
