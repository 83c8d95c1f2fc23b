/**
 * Transcripts of the command line, as text files. `=== title` begins a test in a new, empty folder.
 *
 *   $ NAME=value latchkey ...      a command; `export NAME=value` applies to the rest of the test
 *   $ echo line | latchkey ...     with a line on its standard input
 *   $ login NAME PASSWORD          shows the status of a login with the same database
 *   text                           a line of standard output
 *   ! text                         a line of standard error
 *   > text                         what is typed at the question above; implies a terminal, where `!` is not shown
 *   > (hidden) text                the same, without echo; `^C` is Ctrl-C, `(space)` one blank
 *   (exit 1)                       the exit code, unless 0
 *
 * `[..]` matches any text in a line, `...` alone any lines, `<time>` and `<uuid>` one of those.
 */

export interface Conversation {
  readonly title: string
  /** The line number of its title. */
  readonly line: number
  readonly exchanges: readonly Exchange[]
}

export interface Exchange {
  readonly command: string
  /** The lines up to the next command. */
  readonly expected: readonly string[]
}

export function parseTranscript(text: string): Conversation[] {
  const conversations: { title: string; line: number; exchanges: { command: string; expected: string[] }[] }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const last = conversations.at(-1)
    if (line.startsWith('=== ')) conversations.push({ title: line.slice(4), line: index + 1, exchanges: [] })
    else if (line.startsWith('$ ')) last?.exchanges.push({ command: line.slice(2), expected: [] })
    else last?.exchanges.at(-1)?.expected.push(line)
  }
  return conversations.map(({ exchanges, ...rest }) => ({
    ...rest,
    exchanges: exchanges.map(({ command, expected }) => ({ command, expected: withoutBlankEnd(expected) })),
  }))
}

function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex(line => line !== '') + 1)
}

const placeholders: Readonly<Record<string, string>> = {
  '[..]': '.*',
  '<time>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  '<uuid>': '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
}

export function matchesTranscript(expected: readonly string[], actual: readonly string[]): boolean {
  const parts = expected.map(line => (line === '...' ? '(?:.*\\n)*?' : `${patternOf(line)}\\n`))
  return new RegExp(`^${parts.join('')}$`).test(actual.map(line => `${line}\n`).join(''))
}

function patternOf(line: string): string {
  return line
    .split(/(\[\.\.\]|<time>|<uuid>)/)
    .map(part => placeholders[part] ?? RegExp.escape(part))
    .join('')
}

/** For UPDATE_TRANSCRIPTS=1: lines that still match stay as their author wrote them. */
export function updatedLines(expected: readonly string[], actual: readonly string[]): readonly string[] {
  if (matchesTranscript(expected, actual)) return expected
  return actual.map(line => expected.find(old => old !== '...' && matchesTranscript([old], [line])) ?? general(line))
}

function general(line: string): string {
  const { '<time>': time = '', '<uuid>': uuid = '' } = placeholders
  return line.replaceAll(new RegExp(time, 'g'), '<time>').replaceAll(new RegExp(uuid, 'g'), '<uuid>')
}

/** Formats a transcript with new expectations. */
export function formatTranscript(head: string, conversations: readonly Conversation[]): string {
  const parts = conversations.map(({ title, exchanges }) =>
    [`=== ${title}`, ...exchanges.map(({ command, expected }) => [`$ ${command}`, ...expected].join('\n'))].join(
      '\n\n',
    ),
  )
  return `${[head.trimEnd(), ...parts].filter(part => part !== '').join('\n\n')}\n`
}
