/**
 * The public names of the package, read from the sources as text: which module exports what, where each name is
 * declared, and the comment above its declaration. TypeScript 7 has no parser for programs, and the style of the
 * sources is narrow enough: named exports only, one declaration for each name (a function may have overloads).
 */
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { root } from '../files.ts'
import { blankLiterals } from '../source-text.ts'

export interface PublicName {
  readonly name: string
  /** The file with the declaration, from the root. */
  readonly path: string
  readonly line: number
  /** The sentences of the comment above it, without its stars; empty where there is none. */
  readonly says: string
  /** The declaration without bodies. */
  readonly signature: string
  readonly isType: boolean
}

/** The names that a module exports, in alphabetical order. `path`: from the root. */
export function publicNames(path: string): readonly PublicName[] {
  return exportedNames(path)
    .map(name => findDeclaration(path, name))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
}

/** The comment at the beginning of a module. */
export function moduleComment(path: string): string {
  return proseOf(/^\/\*\*([\s\S]*?)\*\//.exec(textOf(path))?.[1] ?? '').replaceAll('\n', ' ')
}

const exportList = /\bexport\s+(?:type\s+)?\{([^}]*)\}/g
const declared = /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|enum) (\w+)/gm

function exportedNames(path: string): readonly string[] {
  const code = blankLiterals(textOf(path))
  const listed = [...code.matchAll(exportList)].flatMap(([, list = '']) => list.split(',').map(nameIn))
  const own = [...code.matchAll(declared)].map(([, name = '']) => name)
  return [...new Set([...listed, ...own])].filter(name => name !== '')
}

/** `type A as B`: the outer name. */
function nameIn(item: string): string {
  return (
    item
      .trim()
      .replace(/^type\s+/, '')
      .split(/\s+as\s+/)
      .at(-1) ?? ''
  )
}

function findDeclaration(path: string, name: string, seen: readonly string[] = []): PublicName {
  const text = textOf(path)
  const start = new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${name}\\b`, 'm').exec(
    blankLiterals(text),
  )
  if (start !== null) return readDeclaration(path, text, start.index, name)
  const source = sourceOf(text, name)
  if (source === undefined || seen.includes(path)) throw new Error(`${path} exports ${name}, which no file declares`)
  return findDeclaration(posix.join(posix.dirname(path), source), name, [...seen, path])
}

const binding = /\b(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s*from\s*'(\.[^']+)'/g

/** The file that an import or a re-export of the name names. */
function sourceOf(text: string, name: string): string | undefined {
  const found = [...text.matchAll(binding)].find(([, list = '']) => list.split(',').map(nameIn).includes(name))
  return found?.[2]
}

function readDeclaration(path: string, text: string, start: number, name: string): PublicName {
  const before = text.slice(0, start)
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:\/\/[^\n]*\n\s*)*$/.exec(before)?.[1] ?? ''
  return {
    name,
    path,
    line: before.split('\n').length,
    says: proseOf(comment),
    signature: signaturesOf(text, name, start),
    isType: /^export (interface|type)/.test(text.slice(start)),
  }
}

function proseOf(comment: string): string {
  const lines = comment.split('\n').map(line => line.replace(/^\s*\* ?/, '').trimEnd())
  return lines.join('\n').trim()
}

/** All overloads of a function; without them, its one declaration. */
function signaturesOf(text: string, name: string, start: number): string {
  const code = blankLiterals(text)
  const all = [...code.matchAll(new RegExp(`^export (?:async )?function ${name}\\b`, 'gm'))].map(({ index }) => index)
  if (all.length > 1)
    return all
      .slice(0, -1)
      .map(at => text.slice(at, endOfSignature(code, at)).trim())
      .map(tidy)
      .join('\n')
  return tidy(text.slice(start, endOf(code, start)).trim())
}

function tidy(declaration: string): string {
  return declaration
    .replace(/^export (async )?/, '')
    .replace(/\s*=$/, '')
    .replace(/(\{|\(|\[|=>)\s*$/, '$1 …')
    .replaceAll(/\n\s*\n/g, '\n')
}

/** Interfaces and types whole; functions to their body, constants to their value, classes to their name. */
function endOf(code: string, start: number): number {
  const rest = code.slice(start)
  if (/^export (async )?function/.test(rest)) return endOfSignature(code, start)
  if (/^export class/.test(rest)) return start + rest.indexOf('{')
  if (/^export const/.test(rest)) return endOfConst(code, start)
  return blockEnd(code, start)
}

/** A `{` at depth zero that begins no type: one that is followed by a line end, behind `)` or a type. */
function endOfSignature(code: string, start: number): number {
  let depth = 0
  for (let at = start; at < code.length; at += 1) {
    const char = code[at] ?? ''
    if ('([{<'.includes(char)) {
      if (char === '{' && depth === 0 && !/[:|&=]\s*$/.test(code.slice(start, at))) return at
      depth += 1
    } else if (')]}'.includes(char) || (char === '>' && code[at - 1] !== '=')) depth -= 1
    else if (char === '\n' && depth === 0 && !/^\s+[|&:]/.test(code.slice(at))) return at
  }
  return code.length
}

/** To the `=` of the value. Without a type, the value itself says what it is, as far as its first line. */
function endOfConst(code: string, start: number): number {
  const line = code.indexOf('\n', start)
  const value = /^export const \w+: [^=]*?(?==(?!>)|\n\n)/.exec(code.slice(start))
  const typed = /^export const \w+:/.test(code.slice(start))
  return typed && value !== null ? start + value[0].length : line
}

/** The end of an interface or a type: where depth is zero again and no further member of a union follows. */
function blockEnd(code: string, start: number): number {
  let depth = 0
  for (let at = start; at < code.length; at += 1) {
    const char = code[at] ?? ''
    if ('([{'.includes(char)) depth += 1
    else if (')]}'.includes(char)) depth -= 1
    else if (char === '\n' && depth === 0 && !/^\n?(?:[ \t]+\S|[>)\]}|&])/.test(code.slice(at + 1))) return at
  }
  return code.length
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
