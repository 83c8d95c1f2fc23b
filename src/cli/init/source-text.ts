/** Adds lines to the source of someone else, in its own way of writing: quotes, semicolons, indentation. */

export interface Way {
  readonly quote: "'" | '"'
  readonly semicolon: ';' | ''
}

export function wayOf(text: string): Way {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const imports = /^(?:import\b.*|const .*require\(.*)$/gm
  const lines = text.match(imports) ?? text.split('\n')
  const ended = lines.filter(line => /;\s*$/.test(line)).length
  const plain = lines.filter(line => /[\w)\]'"`]\s*$/.test(line)).length
  return { quote: count(/"/g) > count(/'/g) ? '"' : "'", semicolon: ended > plain ? ';' : '' }
}

/** Behind the last import, or the last `require` of a module that begins with them; at the beginning of one without. */
export function addImports(text: string, lines: readonly string[]): string {
  const at = Math.max(
    endOfLast(text, /^import\b[^;'"]*(?:['"][^'"]+['"])[^\n]*$/gm),
    endOfLast(text, /^(?:const|let|var) .*\brequire\([^\n]*$/gm),
  )
  if (at > 0) return `${text.slice(0, at)}\n${lines.join('\n')}${text.slice(at)}`
  const start = /^(?:#![^\n]*\n)?(?:['"]use strict['"];?\n)?/.exec(text)?.[0].length ?? 0
  return `${text.slice(0, start)}${lines.join('\n')}\n${text.slice(start)}`
}

function endOfLast(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((end, found) => found.index + found[0].length || end, 0)
}

export interface Made {
  /** What the application is called: `app`. */
  readonly name: string
  /** Behind the call that makes it. */
  readonly callEnd: number
  /** Behind its whole statement, chained calls and semicolon included. */
  readonly end: number
  readonly indent: string
}

/**
 * The statement that makes the application: `const app = express()`. The pattern ends with the parenthesis that opens the call and
 * has the name in its first group. `undefined`: it is written in another way, or there are several.
 */
export function findMade(text: string, pattern: RegExp): Made | undefined {
  const [found, ...others] = withoutComments(text).matchAll(new RegExp(pattern.source, 'g'))
  if (found === undefined || others.length > 0) return undefined
  const callEnd = closeOf(text, found.index + found[0].length)
  if (callEnd === undefined) return undefined
  const before = text.slice(text.lastIndexOf('\n', found.index) + 1, found.index)
  const name = found[1]
  if (name === undefined) return undefined
  return { name, callEnd, end: endOfStatement(text, callEnd), indent: /^\s*/.exec(before)?.[0] ?? '' }
}

const quoted = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\x60(?:\\.|[^\x60\\])*\x60`
const comment = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`

/** Blanks in their place, so that everything stands where it stood. */
export function withoutComments(text: string): string {
  const blank = (found: string) => (/^\/[/*]/.test(found) ? found.replace(/[^\r\n]/g, ' ') : found)
  return text.replace(new RegExp(`${quoted}|${comment}`, 'g'), blank)
}

/** Whether the code, as far as it is no text and no comment, has this name: not as a property, nor as the key of one. */
export function hasName(text: string, name: string): boolean {
  const code = withoutComments(text).replace(new RegExp(quoted, 'g'), "''")
  return new RegExp(String.raw`(?<![\w$.])${name}(?![\w$]|\s*:)`).test(code)
}

/** Behind the parenthesis that closes the one that stands before `from`. Texts and comments in between are skipped. */
function closeOf(text: string, from: number): number | undefined {
  const tokens = new RegExp(`${quoted}|${comment}|[()]`, 'g')
  tokens.lastIndex = from
  let depth = 1
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === '(') depth += 1
    if (token[0] === ')') depth -= 1
    if (depth === 0) return tokens.lastIndex
  }
  return undefined
}

function endOfStatement(text: string, from: number): number {
  const chained = /\s*\.\s*\w+(?:<[^>]*>)?\s*\(/y
  chained.lastIndex = from
  if (chained.exec(text) !== null) {
    const close = closeOf(text, chained.lastIndex)
    if (close !== undefined) return endOfStatement(text, close)
  }
  return text[from] === ';' ? from + 1 : from
}
