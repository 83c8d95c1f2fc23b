/**
 * Reads the lines of `.env`: `NAME=value`, `export NAME=value`, quotes of three kinds, comments. Node, Docker, python-dotenv and
 * shells read some lines differently: a `#` inside a value, a backslash in double quotes, `${NAME}`. Where that concerns a
 * setting the line is refused, because two programs that share the file would sign with different secrets.
 */
import type { ValueFault } from '../../settings/value-result.ts'

export interface EnvLine {
  readonly line: number
  readonly name: string
  readonly value: string
  /** What other programs would read differently. */
  readonly fault?: ValueFault
}

export interface BrokenLine {
  readonly line: number
  readonly text: string
  readonly fault: ValueFault
}

export interface DotEnv {
  readonly lines: readonly EnvLine[]
  readonly broken: readonly BrokenLine[]
}

const singleQuotes: ValueFault['fix'] = 'put the value in single quotes'

export function parseDotEnv(text: string): DotEnv {
  const all = text.split(/\r\n|\r|\n/)
  const lines: EnvLine[] = []
  const broken: BrokenLine[] = []
  for (let at = 0; at < all.length; at += 1) {
    const line = at + 1
    const source = all[at] ?? ''
    if (/^[ \t]*(#|$)/.test(source)) continue
    const [, name, rest] = /^[ \t]*(?:export[ \t]+)?([^=]*?)[ \t]*=[ \t]*(.*)$/.exec(source) ?? []
    if (name === undefined || rest === undefined || name === '') {
      broken.push({ line, text: source, fault: { what: 'is not NAME=value', fix: 'write it so, or remove the line' } })
      continue
    }
    const quote = /^["'`]/.exec(rest)?.[0]
    if (quote === undefined) lines.push({ line, name, ...readBare(rest) })
    else {
      const quoted = [rest, ...all.slice(at + 1)].join('\n')
      const end = closingQuote(quoted, quote)
      if (end < 0) {
        const what = `begins with ${quote} and never ends with it`
        broken.push({ line, text: source, fault: { what, fix: 'close the quotes, or remove them' } })
        continue
      }
      lines.push({ line, name, ...readQuoted(quoted, quote, end) })
      at += quoted.slice(0, end).split('\n').length - 1
    }
  }
  return { lines, broken }
}

type Read = Pick<EnvLine, 'value' | 'fault'>

function readBare(rest: string): Read {
  const value = rest.replace(/[ \t]+#.*$/, '').replace(/[ \t]+$/, '')
  if (value.includes('#')) return doubt(value, 'has a # that some programs take for a comment', singleQuotes)
  if (value.includes('${'))
    return doubt(
      value,
      'holds a variable ($ and braces), which is not replaced here',
      `write the value itself, or ${singleQuotes}`,
    )
  if (/-----BEGIN/.test(value) && !/-----END/.test(value)) {
    return doubt(value, 'has only the first line of a PEM', 'put all of its lines in double quotes')
  }
  return { value }
}

/** A backslash before the quote belongs to the value in double quotes only, and is doubted there. */
function closingQuote(text: string, quote: string): number {
  for (let at = 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1
    else if (text[at] === quote) return at
  }
  return -1
}

function readQuoted(text: string, quote: string, end: number): Read {
  const inner = text.slice(1, end)
  const rest = text.slice(end + 1).split('\n')[0] ?? ''
  const value = quote === '"' ? inner.replaceAll('\\r', '\r').replaceAll('\\n', '\n') : inner
  if (/^[ \t]*[^# \t]/.test(rest))
    return doubt(value, 'has text after its closing quote', 'put all of the value in one pair of quotes')
  if (quote === "'") return { value }
  if (quote === '"' && /\\[^nr]/.test(inner)) {
    return doubt(value, 'has a backslash in double quotes, which programs read differently', singleQuotes)
  }
  return inner.includes('${')
    ? doubt(
        value,
        'holds a variable ($ and braces), which is not replaced here',
        `write the value itself, or ${singleQuotes}`,
      )
    : { value }
}

function doubt(value: string, what: string, fix: string): Read {
  return { value, fault: { what, fix } }
}
