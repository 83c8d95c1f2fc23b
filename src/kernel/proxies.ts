/** The peers whose headers about the client are believed: addresses, ranges, and `unix` for a Unix socket. */
import { createAddressSet, isAddressRange } from './address.ts'

/** What adapters give as the address of a peer on a Unix socket, and what the settings call it. */
export const unixPeer = 'unix'

export function isProxyName(text: string): boolean {
  return text === unixPeer || isAddressRange(text)
}

/** Tells whether a peer is one of them. A peer without an address is none: any client may be one. */
export function createProxySet(names: readonly string[]): (peer: string) => boolean {
  const isAddress = createAddressSet(names.filter(name => name !== unixPeer))
  const hasUnix = names.includes(unixPeer)
  return peer => (peer === unixPeer ? hasUnix : isAddress(peer))
}
