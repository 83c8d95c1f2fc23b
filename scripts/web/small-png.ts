/** A PNG with a palette of at most 256 colours, about half the size of what browsers write. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** Takes what Chromium writes: 8 bits a channel, RGB or RGBA, not interlaced. Throws for others. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, channels, pixels } = decode(png)
  const colors = Array.from({ length: width * height }, (_, at) => pixels.readUIntBE(at * channels, 3))
  const counts = new Map<number, number>()
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1)
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a).map(([color]) => color)
  const palette = byCount.slice(0, 256)
  const places = new Map(byCount.map(color => [color, nearest(color, palette)]))
  const rows = Buffer.alloc(height * (width + 1))
  colors.forEach((color, at) => {
    rows[at + Math.floor(at / width) + 1] = places.get(color) ?? 0
  })
  return encode(width, height, palette, rows)
}

/** The most frequent colours stay what they are. */
function nearest(color: number, palette: readonly number[]): number {
  const distances = palette.map(each =>
    channelsOf(each).reduce((sum, of, at) => sum + (of - (channelsOf(color)[at] ?? 0)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

function channelsOf(color: number): readonly number[] {
  return [color >> 16, (color >> 8) & 255, color & 255]
}

function encode(width: number, height: number, palette: readonly number[], rows: Buffer): Buffer {
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 3, 0, 0, 0], 8)
  const colors = Buffer.from(palette.flatMap(channelsOf))
  const parts = [chunk('IHDR', size), chunk('PLTE', colors), chunk('IDAT', deflateSync(rows, { level: 9 }))]
  return Buffer.concat([signature, ...parts, chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(data.length, 0)
  named.copy(whole, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}

function decode(png: Buffer) {
  const data: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const [depth, kind, , , interlace] = png.subarray(24, 29)
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlace !== 0) throw new TypeError('another kind of PNG')
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), kind === 2 ? 3 : 4]
  return { width, height, channels, pixels: unfilter(inflateSync(Buffer.concat(data)), width * channels, channels) }
}

/** PNG specification, section 9.2. */
function unfilter(lines: Buffer, length: number, channels: number): Buffer {
  const height = lines.length / (length + 1)
  const pixels = Buffer.alloc(height * length)
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (length + 1)]
    for (let x = 0; x < length; x += 1) {
      const at = y * length + x
      const left = x < channels ? 0 : (pixels[at - channels] ?? 0)
      const up = y === 0 ? 0 : (pixels[at - length] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (pixels[at - length - channels] ?? 0)
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0
      pixels[at] = ((lines[y * (length + 1) + 1 + x] ?? 0) + guess) & 255
    }
  }
  return pixels
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs)
  if ((byLeft ?? 0) <= (byUp ?? 0) && (byLeft ?? 0) <= (byCorner ?? 0)) return left
  return (byUp ?? 0) <= (byCorner ?? 0) ? up : corner
}
