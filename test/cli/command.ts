/** Parses one command line of a transcript as a shell would: assignments, quoted words, one line of standard input. */

export interface TypedCommand {
  readonly program: string
  readonly words: readonly string[]
  /** `NAME=value` assignments before the program. */
  readonly env: Readonly<Record<string, string>>
  /** Standard input, from `echo ... |` before the command. */
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

/** `'...'` is literal, `$'...'` has escapes, as in bash. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:\$'((?:[^'\\]|\\.)*)'|'([^']*)'|[^\s'])+/g)].map(([word]) =>
    word
      .replaceAll(/\$'((?:[^'\\]|\\.)*)'/g, (_, escaped: string) => JSON.parse(`"${escaped.replaceAll('"', '\\"')}"`))
      .replaceAll(/'([^']*)'/g, '$1'),
  )
}
