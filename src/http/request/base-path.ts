/**
 * What stands before the paths of the table, as the client sees it: the prefix that a proxy took off, the mount of the
 * application, and the setting `basePath`, in this order. Cookies, links and redirects begin with it.
 */
import { isBelow, readBasePath } from '../../kernel/base-path.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from './message.ts'

/**
 * The request with the path that the table has, and what stood before it. A request that is not below `basePath` is
 * outside: no row serves it. So is one whose mount cannot stand in a cookie (attribute injection).
 */
export function locate<T extends Incoming>(incoming: T, { basePath }: Pick<Settings, 'basePath'>): T {
  if ((incoming.mountPath ?? '') === '' && basePath === '') return incoming
  const mounted = readBasePath(incoming.mountPath ?? '')
  const inner = mounted === undefined ? undefined : pathBelow(incoming.path, mounted)
  const path = inner === undefined ? undefined : pathBelow(inner, basePath)
  const outer = incoming.basePath ?? ''
  if (path === undefined) return { ...incoming, basePath: outer, isOutside: true }
  return { ...incoming, path, mountPath: '', basePath: `${outer}${mounted}${basePath}` }
}

/** The rest of a path below another, or `undefined`. */
export function pathBelow(path: string, base: string): string | undefined {
  return isBelow(path, base) ? path.slice(base.length) : undefined
}

/** The path as the client sees it. */
export function clientPath({ basePath = '', path }: Pick<Incoming, 'basePath' | 'path'>): string {
  return `${basePath}${path}`
}
