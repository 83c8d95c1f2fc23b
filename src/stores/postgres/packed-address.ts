/**
 * Addresses as sessions hold them: an IPv4 address in 4 bytes, one of IPv6 in 16, as in any packet. Another text, such as
 * none, stands behind a byte that says so.
 */
import { isIP } from 'node:net'
import { parseAddress } from '../../kernel/address.ts'

const [lengthOf4, lengthOf6] = [4, 16]
const text = Buffer.from([1])
/** For a text that would be as long as an address. */
const paddedText = Buffer.from([2, 0])

export function packAddress(address: string): Buffer {
  const bytes = bytesOf(address)
  // Only the spelling that comes back as it was.
  if (bytes !== undefined && unpackAddress(bytes) === address) return bytes
  const other = Buffer.from(address)
  const isAsLong = [lengthOf4, lengthOf6].includes(text.length + other.length)
  return Buffer.concat([isAsLong ? paddedText : text, other])
}

export function unpackAddress(column: unknown): string {
  const bytes = Buffer.from(column as Uint8Array)
  if (bytes.length === lengthOf4) return bytes.join('.')
  if (bytes.length === lengthOf6) return spelled(bytes)
  return bytes.toString('utf8', bytes[0] === paddedText[0] ? paddedText.length : text.length)
}

function bytesOf(address: string): Buffer | undefined {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  if (isIP(address) !== 6) return undefined
  const [head = [], tail = []] = address.split('::').map(part => (part === '' ? [] : part.split(':')))
  const zeros = Array.from({ length: Math.max(0, lengthOf6 / 2 - head.length - tail.length) }, () => '0')
  return Buffer.from([...head, ...zeros, ...tail].map(group => group.padStart(4, '0')).join(''), 'hex')
}

/** In the one spelling that addresses have here. */
function spelled(bytes: Buffer): string {
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return parseAddress(groups.join(':')) ?? ''
}
