/** Links to the other pages: the request's parameters sorted by name, with another page (DRF's order and escapes). */
import { baseUrlOf } from '../../../http/request/base-url.ts'
import type { Incoming } from '../../../http/request/message.ts'

export function pageLink(incoming: Pick<Incoming, 'path' | 'query' | 'header' | 'scheme'>, page: number): string {
  const query = new URLSearchParams(incoming.query)
  if (page === 1) query.delete('page')
  else query.set('page', String(page))
  query.sort()
  // Python does not escape the tilde, but escapes the asterisk.
  const text = query.toString().replaceAll('%7E', '~').replaceAll('*', '%2A')
  return `${baseUrlOf(incoming)}${incoming.path}${text === '' ? '' : `?${text}`}`
}
