/**
 * Reads TypeScript as text. TypeScript 7 offers no parser to programs, and what the checks need is small: where code
 * is code, and what it imports. Comments, strings and regular expressions are blanked first, at the same offsets, so
 * that an `import` in a sentence is only a word.
 */

export interface Import {
  readonly specifier: string
  /** Erased before the program runs: it binds types and loads nothing. */
  readonly isType: boolean
  readonly line: number
}

const importStart = /\b(?:import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?(?:[\w$*\s{},]*?\bfrom\b)?\s*(['"])/g
const dynamicImport = /\bimport\s*\(\s*(['"])/g

/** Every import and re-export of a file, dynamic ones too. */
export function readImports(source: string): Import[] {
  const code = blankLiterals(source)
  const found = [...code.matchAll(importStart), ...code.matchAll(dynamicImport)]
  return found.map(match => {
    const quote = match.at(-1) ?? ''
    const start = match.index + match[0].length
    const specifier = source.slice(start, source.indexOf(quote, start))
    return { specifier, isType: match.length === 3 && match[1] !== undefined, line: lineAt(source, start) }
  })
}

/** The line, from 1, of an offset. */
export function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length
}

/** A `/` after one of these begins a regular expression; after anything else it divides. */
const beforePattern = /(?:^|[([{,;=:!&|?+\-*%~^<>}]|\b(?:return|typeof|case|in|of|do|else|await|yield|void|throw))$/

/** The source with comments, strings, templates and patterns turned into blanks; quotes and line ends stay. */
export function blankLiterals(source: string): string {
  return scan(source).code
}

/** The comments of a file, each with the line that it begins on. */
export function readComments(source: string): { readonly text: string; readonly line: number }[] {
  const comments = scan(source).literals.filter(([start]) => /^\/[/*]/.test(source.slice(start, start + 2)))
  return comments.map(([start, end]) => ({ text: source.slice(start, end), line: lineAt(source, start) }))
}

interface Scan {
  readonly code: string
  /** Where each literal or comment starts and ends. */
  readonly literals: readonly (readonly [start: number, end: number])[]
}

function scan(source: string): Scan {
  let code = ''
  const literals: [number, number][] = []
  // One entry for each open `${`: how many braces are open inside it.
  const templates: number[] = []
  while (code.length < source.length) {
    const at = code.length
    const char = source[at] ?? ''
    const depth = templates.at(-1)
    const isTemplateEnd = char === '}' && depth === 0
    if (isTemplateEnd) templates.pop()
    const end = isTemplateEnd ? templateEnd(source, at + 1) : literalEnd(source, at, code)
    if (end === undefined) {
      if (depth !== undefined && !isTemplateEnd) templates[templates.length - 1] = depth + braceStep(char)
      code += char
      continue
    }
    if (source.startsWith('${', end - 2) && (char === '`' || isTemplateEnd)) templates.push(0)
    literals.push([at, end])
    code += blank(source.slice(at, end))
  }
  return { code, literals }
}

function literalEnd(source: string, at: number, code: string): number | undefined {
  const char = source[at]
  const two = source.slice(at, at + 2)
  if (two === '//') return endOr(source, source.indexOf('\n', at), 0)
  if (two === '/*') return endOr(source, source.indexOf('*/', at + 2), 2)
  if (char === "'" || char === '"') return quotedEnd(source, at + 1, char)
  if (char === '`') return templateEnd(source, at + 1)
  if (char === '/' && beforePattern.test(code.trimEnd())) return patternEnd(source, at + 1)
  return undefined
}

function endOr(source: string, found: number, length: number): number {
  return found === -1 ? source.length : found + length
}

function quotedEnd(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1
    else if (source[at] === quote || source[at] === '\n') return at + 1
  }
  return source.length
}

/** Behind the closing backtick, or behind the next `${`. */
function templateEnd(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1
    else if (source[at] === '`') return at + 1
    else if (source.startsWith('${', at)) return at + 2
  }
  return source.length
}

function patternEnd(source: string, from: number): number {
  let isInClass = false
  for (let at = from; at < source.length && source[at] !== '\n'; at += 1) {
    if (source[at] === '\\') at += 1
    else if (source[at] === '[') isInClass = true
    else if (source[at] === ']') isInClass = false
    else if (source[at] === '/' && !isInClass) return at + 1
  }
  return from
}

function braceStep(char: string): number {
  return char === '{' ? 1 : char === '}' ? -1 : 0
}

/** Blanks of the same length. The outer quotes of a string stay, because imports are found by them. */
function blank(literal: string): string {
  const isQuoted = literal.startsWith("'") || literal.startsWith('"')
  const blanks = literal.replaceAll(/[^\n]/g, ' ')
  return isQuoted ? `${literal[0]}${blanks.slice(1, -1)}${literal.at(-1)}` : blanks
}
