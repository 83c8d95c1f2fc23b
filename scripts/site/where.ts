/** Where a page of the repository lies in the site, and where a link of it leads. */
import { posix } from 'node:path'

/** `docs/guides/README.md` is `guides/index.html`; the repository's README is the start page. */
export function urlOf(path: string): string {
  const inDocs = path.startsWith('docs/') ? path.slice('docs/'.length) : path
  return inDocs.replace(/(^|\/)README\.md$/, '$1index.md').replace(/\.md$/, '.html')
}

export interface Places {
  /** Paths of the pages and images that the site has. */
  readonly has: (path: string) => boolean
  /** Files of the repository, which its web address shows. */
  readonly isFile: (path: string) => boolean
  /** Such as `https://example.com/latchkey`. */
  readonly repository: string
}

/** `undefined`: there is no such file. */
export function resolveLink(from: string, target: string, { has, isFile, repository }: Places): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(target)) return target
  const [file = '', hash] = target.split('#', 2)
  const path = posix.join(posix.dirname(from), file).replace(/\/$/, '')
  const suffix = hash === undefined ? '' : `#${hash}`
  if (has(path)) return posix.relative(posix.dirname(urlOf(from)), urlOf(path)) + suffix
  return isFile(path) ? `${repository}/blob/main/${path}${suffix}` : undefined
}

/** npm's `git+https://example.com/latchkey.git`, as a browser opens it. */
export function webAddress(repositoryUrl: string): string {
  return repositoryUrl.replace(/^git\+/, '').replace(/\.git$/, '')
}
