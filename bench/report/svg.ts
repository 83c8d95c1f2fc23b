/** Text of SVG. Pictures have a background of their own, so that they can be read on dark pages, too. */

export type Attributes = Readonly<Record<string, string | number>>

export function element(name: string, attributes: Attributes, content = ''): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(formatNumber(value))}"`)
  return content === '' ? `<${name}${all.join('')}/>` : `<${name}${all.join('')}>${content}</${name}>`
}

export interface Placed {
  readonly x: number
  readonly y: number
  readonly size?: number
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly fill?: string
  readonly weight?: 'normal' | 'bold'
}

export function textAt(text: string, { x, y, size = 12, anchor = 'start', fill = ink, weight = 'normal' }: Placed) {
  const attributes = { x, y, 'font-size': size, 'text-anchor': anchor, fill, 'font-weight': weight }
  return element('text', attributes, escapeText(text))
}

export function lineFrom(x1: number, y1: number, x2: number, y2: number, stroke: string, width = 1): string {
  return element('line', { x1, y1, x2, y2, stroke, 'stroke-width': width })
}

export function picture(
  { width, height, title }: { readonly width: number; readonly height: number; readonly title: string },
  parts: readonly string[],
): string {
  const font = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` }
  const card = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8, fill: '#ffffff', stroke: '#d0d7de' }
  const content = [
    element('title', {}, escapeText(title)),
    element('rect', card),
    textAt(title, { x: 20, y: 30, size: 16, weight: 'bold' }),
    ...parts,
  ]
  return `${element('svg', { ...attributes, role: 'img', 'font-family': font }, `\n${content.join('\n')}\n`)}\n`
}

export const ink = '#1f2328'
export const paleInk = '#59636e'
export const grid = '#e3e7ec'

/** Wide enough for a sans-serif font of this size: no picture measures its text. */
export function widthOf(text: string, size = 12): number {
  return text.length * size * 0.56
}

function formatNumber(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)
}
