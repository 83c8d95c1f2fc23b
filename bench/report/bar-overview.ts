/** Each promise as a bar from the line that it has to reach: to the right where it is kept, to the left where it is not. */
import { element, grid, lineFrom, paleInk, picture, textAt } from './svg.ts'

export interface Promised {
  readonly says: string
  /** How many times as good as promised: 1 is the line. */
  readonly share: number
  readonly isMet: boolean
  /** What was measured, and what was promised. */
  readonly text: string
}

const width = 900
const [left, right] = [440, width - 150]
const top = 78
const rowHeight = 22
const [green, red] = ['#2b8a3e', '#c92a2a']

export function barOverview(title: string, note: string, all: readonly Promised[]): string {
  const shown = all.filter(({ share }) => share > 0 && Number.isFinite(share))
  // At least from a half to twice, so that a little looks little.
  const reach = Math.max(2, ...shown.map(({ share }) => Math.max(share, 1 / share)))
  const at = (share: number) => (left + right) / 2 + (Math.log(share) / Math.log(reach)) * ((right - left) / 2)
  const bottom = top + shown.length * rowHeight
  const ticks = [0.1, 0.25, 0.5, 1, 2, 4, 10].filter(tick => tick <= reach && tick >= 1 / reach)
  const rows = shown.flatMap(({ says, share, isMet, text }, index) => {
    const y = top + index * rowHeight
    const [from, to] = [Math.min(at(1), at(share)), Math.max(at(1), at(share))]
    return [
      textAt(says, { x: left - 12, y: y + 14, size: 11, anchor: 'end' }),
      element('rect', {
        x: from,
        y: y + 4,
        width: Math.max(1.5, to - from),
        height: 13,
        rx: 2,
        fill: isMet ? green : red,
      }),
      textAt(text, { x: Math.max(to, at(1)) + 7, y: y + 14, size: 11 }),
    ]
  })
  return picture({ width, height: bottom + 36, title }, [
    textAt(note, { x: 20, y: 50, fill: paleInk }),
    ...ticks.flatMap(tick => [
      lineFrom(at(tick), top - 6, at(tick), bottom, tick === 1 ? '#1f2328' : grid, tick === 1 ? 1.5 : 1),
      textAt(tick === 1 ? 'as promised' : `${tick} x`, {
        x: at(tick),
        y: bottom + 18,
        size: 11,
        anchor: 'middle',
        fill: paleInk,
      }),
    ]),
    ...rows,
  ])
}
