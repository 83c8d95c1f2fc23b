/**
 * Builds the documentation as a folder of plain files, from `docs/` as it is: it can be opened from a disk, served below any path, and loads
 * nothing from another place. A link that leads nowhere ends the build, with all of them listed.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findFiles, root } from '../files.ts'
import { framePage } from './layout.ts'
import { readNavigation } from './navigation.ts'
import { type RenderedPage, renderPage } from './render-page.ts'
import { resolveLink, urlOf, webAddress } from './where.ts'

const assets = ['site.css', 'site.js', 'diagrams.js']
/** Its small build: one file without dependencies. */
const mermaid = 'node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js'

export interface Site {
  /** Paths of the pages in the folder. */
  readonly urls: readonly string[]
}

/** Empties the folder first. Throws if a page has a dead link. */
export function buildSite(folder: string): Site {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const paths = ['README.md', ...findFiles(['docs/**/*.md'])]
  const copied = findFiles(['docs/**/*.{png,svg}', 'bench/results/*.svg'])
  const repository = webAddress(JSON.parse(read('package.json')).repository.url)
  const known = new Set([...paths, ...copied])
  const places = {
    has: (path: string) => known.has(path),
    isFile: (path: string) => existsSync(join(root, path)),
    repository,
  }
  const faults: string[] = []
  const pages = new Map(
    paths.map(path => {
      const page = renderPage(read(path), target => {
        const to = resolveLink(path, target, places)
        if (to === undefined) faults.push(`${path} links to ${target}, which does not exist`)
        return to ?? target
      })
      return [path, page] as const
    }),
  )
  if (faults.length > 0) throw new Error(faults.join('\n'))

  rmSync(folder, { recursive: true, force: true })
  const write = (url: string, text: string) => {
    mkdirSync(dirname(join(folder, url)), { recursive: true })
    writeFileSync(join(folder, url), text)
  }
  const groups = readNavigation(read)
  for (const [path, page] of pages) {
    write(urlOf(path), framePage({ path, ...page, source: `${repository}/blob/main/${path}` }, groups))
  }
  write('search.js', searchIndex(pages))
  for (const name of assets) copyFileSync(join(import.meta.dirname, name), join(folder, name))
  copyFileSync(join(root, mermaid), join(folder, 'mermaid.js'))
  for (const path of copied) {
    write(urlOf(path), '')
    copyFileSync(join(root, path), join(folder, urlOf(path)))
  }
  writePlain(paths, read, write, repository)
  return { urls: paths.map(urlOf) }
}

/** For programs: the pages as they were written, and `llms.txt` that lists them. */
function writePlain(
  paths: readonly string[],
  read: (path: string) => string,
  write: (url: string, text: string) => void,
  repository: string,
): void {
  for (const path of paths.filter(each => each.startsWith('docs/'))) write(path.replace('docs/', ''), read(path))
  write('llms.txt', read('docs/llms.txt').replaceAll('](../', `](${repository}/blob/main/`))
}

/** A script and no JSON, because a page that was opened from a disk may not fetch. Of long parts the beginning is enough to be found by. */
function searchIndex(pages: ReadonlyMap<string, RenderedPage>): string {
  const rows = [...pages].flatMap(([path, { title, sections }]) => {
    const longest = path.startsWith('docs/reference/api/') ? 200 : 1500
    return sections.map(({ id, title: heading, text }) => [
      urlOf(path),
      id,
      title,
      heading,
      text.trim().slice(0, longest),
    ])
  })
  return `window.searchIndex = ${JSON.stringify(rows)}\n`
}
