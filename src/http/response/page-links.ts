/** Links to the other pages: the request's parameters sorted by name, with another page or offset (DRF's order and escapes). */
import { clientPath } from '../request/base-path.ts'
import { baseUrlOf } from '../request/base-url.ts'
import type { Incoming } from '../request/message.ts'

type Linked = Pick<Incoming, 'basePath' | 'path' | 'query' | 'header' | 'scheme'>

export function pageLink(incoming: Linked, page: number): string {
  return linkWith(incoming, { page: page === 1 ? undefined : page })
}

/** Of LimitOffsetPagination: the limit is always said, an offset of 0 never. */
export function offsetLink(incoming: Linked, limit: bigint, offset: bigint): string {
  return linkWith(incoming, { limit, offset: offset === 0n ? undefined : offset })
}

export function cursorLink(incoming: Linked, cursor: string): string {
  return linkWith(incoming, { cursor })
}

function linkWith(incoming: Linked, changes: Readonly<Record<string, string | number | bigint | undefined>>): string {
  const query = new URLSearchParams(incoming.query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name)
    else query.set(name, String(value))
  }
  query.sort()
  // Python does not escape the tilde, but escapes the asterisk.
  const text = query.toString().replaceAll('%7E', '~').replaceAll('*', '%2A')
  return `${baseUrlOf(incoming)}${clientPath(incoming)}${text === '' ? '' : `?${text}`}`
}
