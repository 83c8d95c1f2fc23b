/**
 * Documents rot by naming files that are gone. Links, and code that looks like a path of this repository, must lead
 * somewhere.
 */
import { posix } from 'node:path'
import type { SourceFile } from './check-imports.ts'

const link = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g
const code = /`((?:src|test|scripts|docs|bench|data|console|examples|\.ci)\/[\w./@-]*)`/g

/** One sentence for each name that leads nowhere. `exists` is asked for paths from the root. */
export function findDocumentFaults(documents: readonly SourceFile[], exists: (path: string) => boolean): string[] {
  return documents.flatMap(document => {
    const links = namesIn(document, link).filter(({ name }) => !/^[a-z][a-z0-9+.-]*:/i.test(name))
    const resolved = links.map(found => ({ ...found, path: resolveLink(document.path, found.name) }))
    const named = namesIn(document, code).map(found => ({ ...found, path: found.name }))
    const broken = [...resolved, ...named].filter(({ path }) => !exists(path))
    return broken.map(({ name, line }) => `${document.path}:${line} names ${name}, which does not exist`)
  })
}

function namesIn({ text }: SourceFile, pattern: RegExp): { readonly name: string; readonly line: number }[] {
  return text.split('\n').flatMap((row, index) => {
    return [...row.matchAll(pattern)].map(match => ({ name: match[1] ?? '', line: index + 1 }))
  })
}

function resolveLink(document: string, name: string): string {
  return name.startsWith('/') ? name.slice(1) : posix.join(posix.dirname(document), name)
}
