/** One line of a transcript, read as a shell reads it: assignments, words in quotes, one line for standard input. */

export interface TypedCommand {
  readonly program: string
  readonly words: readonly string[]
  /** `NAME=value` before the program. */
  readonly env: Readonly<Record<string, string>>
  /** What `echo ... |` before it puts on its standard input. */
  readonly input: string
}

export function parseCommand(line: string): TypedCommand {
  const [, piped, rest = ''] = /^(?:echo (.*?) \| )?(.*)$/.exec(line) ?? []
  const words = splitWords(rest)
  const start = words.findIndex(word => !/^[A-Z_]+=/.test(word))
  const env = Object.fromEntries(words.slice(0, start).map(word => word.split(/=(.*)/s).slice(0, 2)))
  const input = piped === undefined ? '' : `${splitWords(piped).join(' ')}\n`
  return { program: words[start] ?? '', words: words.slice(start + 1), env, input }
}

/** `'...'` is taken as it stands, `$'...'` with escapes, as bash does. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:\$'((?:[^'\\]|\\.)*)'|'([^']*)'|[^\s'])+/g)].map(([word]) =>
    word
      .replaceAll(/\$'((?:[^'\\]|\\.)*)'/g, (_, escaped: string) => JSON.parse(`"${escaped.replaceAll('"', '\\"')}"`))
      .replaceAll(/'([^']*)'/g, '$1'),
  )
}
