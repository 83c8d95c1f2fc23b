/**
 * Documents and comments rot by naming files that are gone. Every link, every path and every bare name of a file has to
 * lead to a file of this repository, and every anchor to a heading.
 */
import { posix } from 'node:path'
import type { SourceFile } from './check-imports.ts'
import { anchor } from './reference/markdown.ts'
import { readComments } from './source-text.ts'

const link = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g
const linkWithAnchor = /\]\(([^)\s#]*#[^)\s]+)\)/g
const roots = 'src|test|scripts|docs|bench|data|examples|web|\\.ci'
const codePath = new RegExp(`\`((?:${roots})/[\\w./@-]*)\``, 'g')
/** The name of a source file in backquotes, with or without folders before it. */
const codeName = /`((?:[\w@.-]+\/)*[\w.-]+\.(?:ts|tsx|mts))`/g

/** One sentence for each name that leads nowhere. `files`: all paths of the repository, from its root. */
export function findDocumentFaults(documents: readonly SourceFile[], files: readonly string[]): string[] {
  const known = index(files)
  const headings = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]))
  return documents.flatMap(document => {
    const links = namesIn(document, link).filter(({ name }) => !isAddress(name))
    const anchors = namesIn(document, linkWithAnchor).filter(({ name }) => !isAddress(name))
    const names = namesIn(document, codeName).filter(({ name }) => !foreignName.test(name))
    const broken = unique([
      ...links.filter(({ name }) => !known.has(resolveLink(document.path, name))),
      ...namesIn(document, codePath).filter(({ name }) => !known.has(name)),
      ...names.filter(({ name }) => !known.hasEnding(name)),
      ...anchors.filter(({ name }) => !leadsToHeading(document, name, headings)),
    ])
    return broken.map(({ name, line }) => `${document.path}:${line} names ${name}, which does not exist`)
  })
}

/** A path, or a bare name with an ending that only files have; not a route, and not part of an address. */
const fileName = /(?<![\w/@.:{}*<>'"-])((?:[\w@.-]+\/)*[\w-][\w.-]*\.(?:ts|tsx|mjs|md|sql|json))\b(?![\w/(-]|\.\w)/g
const folderName = new RegExp(`(?<![\\w/@.:-])((?:${roots})/[\\w./@-]*[\\w/])`, 'g')
/** `settings/subjects/`: the end of a folder's path. */
const folderEnding = /(?<![\w/@.:{}*<>\\-])((?:[\w-]+\/){2,})(?=[\s`'",;.:)]|$)/g
/** A file that every installation has and this repository does not. */
const foreignName = /^(?:latchkey\.config\.ts|django\.json)$/

/** The same for the comments of sources. */
export function findCommentFaults(sources: readonly SourceFile[], files: readonly string[]): string[] {
  const known = index(files)
  return sources.flatMap(({ path, text }) => {
    return readComments(text).flatMap(comment => {
      const source = { path, text: comment.text }
      const names = namesIn(source, fileName).filter(({ name }) => !foreignName.test(name))
      const broken = unique([
        ...names.filter(({ name }) => !known.hasEnding(resolveDots(path, name))),
        ...namesIn(source, folderName).filter(({ name }) => !known.has(name)),
        ...namesIn(source, folderEnding).filter(({ name }) => !known.hasEnding(name)),
      ])
      return broken.map(({ name, line }) => `${path}:${comment.line + line - 1} names ${name}, which does not exist`)
    })
  })
}

interface Index {
  /** A file or a folder by its path from the root. */
  has(path: string): boolean
  /** A file or a folder by its name alone, or by the end of its path. */
  hasEnding(name: string): boolean
}

function index(files: readonly string[]): Index {
  const paths = new Set<string>()
  const endings = new Set<string>()
  for (const file of files) {
    const parts = file.split('/')
    for (const end of parts.keys()) paths.add(parts.slice(0, end + 1).join('/'))
  }
  for (const path of paths) {
    const parts = path.split('/')
    for (const start of parts.keys()) endings.add(parts.slice(start).join('/'))
  }
  return {
    has: path => paths.has(path.replace(/\/$/, '')) || path === '.',
    hasEnding: name => endings.has(name.replace(/\/$/, '')),
  }
}

interface Found {
  readonly name: string
  readonly line: number
}

function unique(found: readonly Found[]): readonly Found[] {
  return [...new Map(found.map(one => [`${one.name} ${one.line}`, one])).values()]
}

function namesIn({ text }: SourceFile, pattern: RegExp): readonly Found[] {
  return text.split('\n').flatMap((row, at) => {
    return [...row.matchAll(pattern)].map(match => ({ name: match[1] ?? '', line: at + 1 }))
  })
}

function isAddress(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(name)
}

function resolveLink(document: string, name: string): string {
  return name.startsWith('/') ? name.slice(1) : posix.join(posix.dirname(document), name)
}

function resolveDots(source: string, name: string): string {
  return name.startsWith('.') ? posix.join(posix.dirname(source), name) : name
}

/** A page that was not read, such as a source file, has no headings to check. */
function leadsToHeading(
  { path }: SourceFile,
  name: string,
  headings: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const [page = '', wanted = ''] = name.split('#')
  const anchors = headings.get(page === '' ? path : resolveLink(path, page))
  return anchors === undefined || anchors.has(wanted)
}

function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '')
  const headings = [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => anchor(heading))
  const written = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  return new Set([...headings, ...written])
}

const fence = /^```(?:sh|bash|console)$/
/** Words of npm's own between its script and `--` reach no script: npm takes the options among them. */
const withoutDashes = /\bnpm run (?:-s )?(?!-s )[\w:-]+ (?!--(?:[ `]|$)|[|&;>)#]|2>)(?=[^\s`])/
const inRepository =
  /^(?:CONTRIBUTING\.md$|CHANGELOG\.md$|README\.md$|examples\/|docs\/(?:style|tour|compat|requirements)\.md$)/

/** Command lines that a reader cannot type as they are shown: in an application `npx` finds `latchkey`. */
export function findCommandFaults(documents: readonly SourceFile[]): string[] {
  return documents.flatMap(({ path, text }) => {
    // The synopses of commands are no lines to type.
    if (!path.endsWith('.md') || path.startsWith('docs/reference/')) return []
    let isShell = false
    return text.split('\n').flatMap((row, at) => {
      if (row.startsWith('```')) isShell = !isShell && fence.test(row)
      const what = wrongCommand(row, isShell, inRepository.test(path))
      return what === undefined ? [] : [`${path}:${at + 1} ${what}`]
    })
  })
}

function wrongCommand(row: string, isShell: boolean, isOurs: boolean): string | undefined {
  if (isShell && /^(?:\$ )?(?:\w+=\S* )*latchkey /.test(row)) return 'shows latchkey without npx'
  if (!isOurs && row.includes('npm run latchkey'))
    return 'shows a script that only this repository has: write npx latchkey'
  return (isShell || row.includes('`npm run')) && withoutDashes.test(row)
    ? 'gives words to npm run without --'
    : undefined
}
