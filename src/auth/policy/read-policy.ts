/**
 * Reads a table of who may what: a line for each case, words apart by blanks, comments after `#`. Which roles, paths and
 * permissions exist is found out later (`find-cases.ts`).
 */
import { isPermissionName } from '../../kernel/permission-name.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import { type Asked, askedText, type Expected, type LineFault, type PolicyLine } from './policy-line.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const examples = 'write "editor POST /api/posts/ allowed", or "editor blog.add_post yes"'

/** All faults at once; the lines are whole where there are none. */
export function readPolicy(text: string): {
  readonly lines: readonly PolicyLine[]
  readonly faults: readonly LineFault[]
} {
  const lines: PolicyLine[] = []
  const faults: LineFault[] = []
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    const words = row
      .replace(/(^|\s)#.*$/, '')
      .split(/\s+/)
      .filter(Boolean)
    if (words.length === 0) continue
    const read = readLine(index + 1, words)
    if ('what' in read) faults.push(read)
    else lines.push(read)
  }
  return { lines, faults: [...faults, ...lines.flatMap(line => findContradiction(line, lines))] }
}

function readLine(number: number, words: readonly string[]): PolicyLine | LineFault {
  const fault = (what: string, fix: string): LineFault => ({ number, what, fix })
  const [who = '', first = '', ...rest] = words
  const isPermission = isPermissionName(first)
  const count = isPermission ? 3 : 4
  if (words.length !== count) return fault(`has ${words.length} columns`, examples)
  const whoWords = who.split('+')
  if (whoWords.includes('')) return fault(`says "${who}"`, 'write words with a plus between two of them: editor+mfa')
  const last = rest.at(-1) ?? ''
  const expected = isPermission ? readAnswer(last) : readOutcome(last)
  if (expected === undefined) {
    const fix = isPermission ? 'write yes or no' : 'write allowed, allowed*, or a status such as 401 or 403'
    return fault(`expects "${last}"`, fix)
  }
  if (isPermission) return { number, who, words: whoWords, asked: { kind: 'permission', name: first }, expected }
  const asked = readRequest(first, rest[0] ?? '')
  return 'what' in asked ? { number, ...asked } : { number, who, words: whoWords, asked, expected }
}

function readRequest(method: string, path: string): Asked | Omit<LineFault, 'number'> {
  if (!methods.includes(method)) {
    const nearest = nearestName(method, methods)
    return {
      what: `has the method "${method}"`,
      fix: nearest === undefined ? `use ${methods.join(', ')}` : `write ${nearest}`,
    }
  }
  if (!path.startsWith('/')) return { what: `has the path "${path}"`, fix: `write "/${path}"` }
  if (/[?#]/.test(path))
    return { what: `has the path "${path}"`, fix: 'leave out the query: it decides nothing about admission' }
  return { kind: 'request', method, path }
}

function readAnswer(word: string): Expected | undefined {
  return word === 'yes' || word === 'no' ? word : undefined
}

function readOutcome(word: string): Expected | undefined {
  if (word === 'allowed' || word === 'allowed*') return word
  return /^[45]\d\d$/.test(word) ? Number(word) : undefined
}

/** The same question with two answers: one of the lines is wrong, whatever the rows say. */
function findContradiction(line: PolicyLine, lines: readonly PolicyLine[]): readonly LineFault[] {
  const first = lines.find(other => questionOf(other) === questionOf(line))
  if (first === undefined || first.expected === line.expected) return []
  return [
    {
      number: line.number,
      what: `expects ${line.expected}, and line ${first.number} ${first.expected}`,
      fix: 'keep one of the two',
    },
  ]
}

function questionOf({ words, asked }: PolicyLine): string {
  return `${words.toSorted().join('+')} ${askedText(asked)}`
}
