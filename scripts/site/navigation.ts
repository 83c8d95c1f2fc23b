/** The sidebar, from the indexes that the documentation has: a page that is listed there is listed here, in the same order. */

export interface Entry {
  readonly title: string
  /** From the root of the repository. */
  readonly path: string
}

export interface Group {
  readonly title: string
  readonly entries: readonly Entry[]
}

const link = /\[([^\]]+)\]\(([^)#\s]+\.md)\)/g

export function readNavigation(read: (path: string) => string): readonly Group[] {
  const listed = (title: string, folder: string) => ({ title, entries: entriesOf(read(`${folder}/README.md`), folder) })
  return [
    { title: 'Start', entries: [{ title: 'Latchkey', path: 'README.md' }, ...about] },
    listed('Guides', 'docs/guides'),
    listed('Reference', 'docs/reference'),
    listed('API', 'docs/reference/api'),
    listed('Moving', 'docs/migrate'),
    listed('Decisions', 'docs/decisions'),
  ]
}

const about: readonly Entry[] = [
  { title: 'Compatibility with SimpleJWT', path: 'docs/compat.md' },
  { title: 'A tour of the code', path: 'docs/tour.md' },
  { title: 'Requirements', path: 'docs/requirements.md' },
  { title: 'Style', path: 'docs/style.md' },
]

function entriesOf(index: string, folder: string): readonly Entry[] {
  const rows = index.split('\n').filter(row => row.startsWith('|'))
  const found = rows.flatMap(row => [...row.matchAll(link)])
  const entries = found.map(([, title = '', target = '']) => ({
    title: title.replaceAll('`', ''),
    path: `${folder}/${target}`,
  }))
  const pages = entries.filter(({ path }) => !path.includes('..'))
  return [...new Map(pages.map(entry => [entry.path, entry])).values()]
}
