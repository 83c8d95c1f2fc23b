/** Network addresses in one canonical text, so that a client cannot evade a rate limit by respelling its address. */
import { BlockList, isIP } from 'node:net'

/**
 * The canonical form: IPv4-mapped IPv6 (`::ffff:192.0.2.1`) as IPv4, IPv6 in its shortest form, without brackets, port
 * and zone. `undefined` when the text is not an address.
 */
export function parseAddress(text: string): string | undefined {
  const bare = withoutPort(text.trim()).replace(/%.*$/, '')
  if (isIP(bare) === 4) return bare
  if (isIP(bare) !== 6) return undefined
  const short = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  return mappedIpv4(short) ?? short
}

/**
 * What one subscriber holds (RFC 6177): the /64 of an IPv6 address, or the whole IPv4 address. `undefined` where the
 * platform does not know the address: such clients are not one subscriber, so nothing is counted or known by it.
 */
export function subscriberOf(address: string): string | undefined {
  if (address === '') return undefined
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = address.split('::')
  const heads = head === '' ? [] : head.split(':')
  const tails = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - heads.length - tails.length) }, () => '0')
  return `${[...heads, ...zeros, ...tails].slice(0, 4).join(':')}::/64`
}

/** Whether the text is an address, or a range such as `10.0.0.0/8`. */
export function isAddressRange(text: string): boolean {
  return readRange(text) !== undefined
}

/** Tells whether an address, as `parseAddress` returns it, lies in one of the ranges. */
export function createAddressSet(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const read = readRange(range)
    if (read === undefined) throw new TypeError(`${range} is not an address or a range of addresses`)
    list.addSubnet(read.address, read.length, familyOf(read.address))
  }
  return address => isIP(address) !== 0 && list.check(address, familyOf(address))
}

function readRange(text: string): { readonly address: string; readonly length: number } | undefined {
  const [written = '', length, ...more] = text.split('/')
  const address = isIP(written) === 0 ? undefined : parseAddress(written)
  if (address === undefined || more.length > 0) return undefined
  const longest = isIP(address) === 4 ? 32 : 128
  if (length === undefined) return { address, length: longest }
  return /^\d{1,3}$/.test(length) && Number(length) <= longest ? { address, length: Number(length) } : undefined
}

/** Proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711` too. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text
}

/** `::ffff:c000:201` is 192.0.2.1, as a dual-stack socket reports it (RFC 4291 section 2.5.5.2). */
function mappedIpv4(address: string): string | undefined {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? []
  if (high === undefined || low === undefined) return undefined
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16)
  return [24, 16, 8, 0].map(shift => (bits >>> shift) & 255).join('.')
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
