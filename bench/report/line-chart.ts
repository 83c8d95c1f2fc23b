/** Lines over sizes that stand at equal distances, in panels beside each other: flat, or not. */
import { linearScale } from './scales.ts'
import { element, grid, lineFrom, paleInk, picture, textAt } from './svg.ts'

export interface Panel {
  readonly title: string
  readonly sizes: readonly number[]
  readonly series: Readonly<Record<string, readonly number[]>>
}

export interface LineChart {
  readonly title: string
  readonly note: string
  readonly panels: readonly Panel[]
}

const width = 900
const margin = 20
const panelWidth = (width - margin) / 2
const panelHeight = 270
const top = 64
const colors = ['#2563eb', '#d9480f', '#2b8a3e'] as const

export function lineChart({ title, note, panels }: LineChart): string {
  const rows = Math.ceil(panels.length / 2)
  const drawn = panels.map((panel, index) => {
    const [x, y] = [margin + (index % 2) * panelWidth, top + Math.floor(index / 2) * panelHeight]
    return element('g', { transform: `translate(${x} ${y})` }, drawPanel(panel).join(''))
  })
  return picture({ width, height: top + rows * panelHeight, title }, [
    textAt(note, { x: margin, y: 50, fill: paleInk }),
    ...drawn,
  ])
}

function drawPanel({ title, sizes, series }: Panel): readonly string[] {
  const [left, right] = [44, panelWidth - 50]
  const names = Object.keys(series)
  const [above, below] = [38 + names.length * 18, panelHeight - 42]
  const scale = linearScale(Object.values(series).flat(), below, above)
  const at = (index: number) => left + ((index + 0.5) * (right - left)) / sizes.length
  return [
    textAt(title, { x: 0, y: 22, size: 13, weight: 'bold' }),
    ...names.flatMap((name, index) => [
      element('rect', { x: 0, y: 31 + index * 18, width: 11, height: 11, rx: 2, fill: colorOf(index) }),
      textAt(name, { x: 17, y: 41 + index * 18 }),
    ]),
    ...scale.ticks.flatMap(tick => [
      lineFrom(left, scale.at(tick), right, scale.at(tick), grid),
      textAt(tick.toLocaleString('en'), {
        x: left - 8,
        y: scale.at(tick) + 4,
        size: 11,
        anchor: 'end',
        fill: paleInk,
      }),
    ]),
    ...sizes.map((size, index) =>
      textAt(size.toLocaleString('en'), { x: at(index), y: below + 18, size: 11, anchor: 'middle', fill: paleInk }),
    ),
    ...names.flatMap((name, index) => drawSeries(series[name] ?? [], at, scale.at, colorOf(index))),
  ]
}

function drawSeries(
  values: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
  color: string,
): readonly string[] {
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  return [
    element('polyline', { points, fill: 'none', stroke: color, 'stroke-width': 2 }),
    ...values.map((value, index) => element('circle', { cx: x(index), cy: y(value), r: 3.5, fill: color })),
  ]
}

function colorOf(index: number): string {
  return colors[index % colors.length] ?? colors[0]
}
