/** How a token of a sign-in that waits for its second factor names the row that was asked, and how the row is found again. */
import type { Endpoint, Method } from './endpoint.ts'

/** A row of the application has no name: its first path is one. */
export function entryName({ urlName, paths }: Pick<Endpoint, 'urlName' | 'paths'>): string {
  return urlName ?? paths[0] ?? ''
}

/** `undefined`: the row is not served any more. Rows of one name go on alike. */
export function findResume(rows: readonly { readonly endpoint: Endpoint }[], name: string): Method['resume'] {
  const named = rows.filter(({ endpoint }) => entryName(endpoint) === name)
  const methods = named.flatMap(({ endpoint }) => Object.values(endpoint.methods))
  return methods.find(({ resume }) => resume !== undefined)?.resume
}
