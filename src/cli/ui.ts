/**
 * How commands write to the terminal.
 *
 * - Results go to stdout, remarks and failures to stderr: a pipe gets data and nothing else.
 * - Success is brief: one line, or nothing. No greeting. What takes long counts in one line, on a terminal only.
 * - A failure says what is wrong, then what to do. Exit codes: 0 done, 1 failed, 2 wrong usage.
 * - Colour never carries meaning: only on a terminal, and not if NO_COLOR is set.
 * - `--json` prints one JSON document and nothing else, so that scripts do not have to parse sentences.
 * - Control characters in text from users are escaped: a display name must not move the cursor, change colours or forge
 *   a line (terminal injection).
 * - A secret is printed only by the command that creates it.
 */
import { hideUserinfo } from '../kernel/hide-userinfo.ts'
import { countCodePoints } from '../kernel/python-text.ts'
import type { ConfigurationError } from '../settings/configuration-error.ts'
import { asTyped } from './program-name.ts'

/** A stream that text is written to, such as `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface UiOptions {
  readonly out: Output
  readonly err: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** How the reader types `latchkey`, for fixes and hints. Default: `latchkey`. */
  readonly program?: string
}

export interface Ui {
  /** The result, or one line that says that the command is done. */
  say(text: Lines): void
  /** A remark, to stderr. */
  hint(text: Lines): void
  /** What is wrong, and what to do, to stderr. */
  failure(what: Lines, fix?: Lines): void
  /** Rows in aligned columns, under a heading. */
  table(heading: readonly string[], rows: readonly (readonly string[])[]): void
  /** One document for scripts. */
  json(value: unknown): void
  /** How far a long command is: one line of a terminal, which the next replaces. `undefined` clears it. */
  progress(text: string | undefined): void
}

/** One line, or several. A line break inside a line is escaped: only the command begins lines. */
export type Lines = string | readonly string[]

/** Writes to these streams. Everything is made printable here, and commands typeable, so that no command can forget it. */
export function createUi({ out, err, env, program = 'latchkey' }: UiOptions): Ui {
  const paintOut = painter(out, env)
  const paintErr = painter(err, env)
  return {
    say: text => void out.write(`${spell(text)}\n`),
    hint: text => void err.write(`${paintErr('dim', asTyped(spell(text), program))}\n`),
    failure: (what, fix) => void err.write(formatFailure(what, fix && typed(fix, program), paintErr)),
    table: (heading, rows) => {
      const [first = '', ...rest] = alignTable([heading, ...rows])
      out.write([paintOut('dim', first), ...rest].map(line => `${line}\n`).join(''))
    },
    json: value => void out.write(`${formatJson(value)}\n`),
    progress: (text = '') => {
      if (err.isTTY === true) err.write(`\r\x1b[K${paintErr('dim', printable(text))}`)
    },
  }
}

const codes = { red: 31, green: 32, dim: 2, bold: 1 } as const

/** Colours a text, or returns it unchanged. */
export type Paint = (colour: keyof typeof codes, text: string) => string

/** Paints when the stream is a terminal and NO_COLOR (no-color.org) is unset or empty. */
export function painter(stream: Output, env: UiOptions['env']): Paint {
  const isColoured = stream.isTTY === true && (env.NO_COLOR ?? '') === ''
  return (colour, text) => (isColoured ? `\x1b[${codes[colour]}m${text}\x1b[0m` : text)
}

/** Lines with aligned columns. Control characters are escaped. */
export function alignTable(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map(row => row.map(printable))
  const widths: number[] = []
  for (const row of cells) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, countCodePoints(cell))
  }
  return cells.map(row =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** All faults of a configuration, line by line: the setting, its source, what is wrong; below it what to do. */
export function formatFaults(error: ConfigurationError, program = 'latchkey'): readonly string[] {
  const count = error.faults.length
  const heads = alignTable(error.faults.map(({ setting, source, what }) => [setting, source, what]))
  const lines = error.faults.flatMap(({ fix }, index) => [
    `  ${heads[index]}`,
    `    -> ${asTyped(printable(fix), program)}`,
  ])
  return [`The configuration has ${count} fault${count === 1 ? '' : 's'}:`, ...lines]
}

/** JSON itself leaves DEL, the C1 controls and direction characters as they are. */
function formatJson(value: unknown): string {
  const spellOut = (char: string) =>
    Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
  return JSON.stringify(value, null, 2).replaceAll(/[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]/gu, spellOut)
}

function typed(text: Lines, program: string): Lines {
  return typeof text === 'string' ? asTyped(text, program) : text.map(line => asTyped(line, program))
}

function spell(text: Lines): string {
  return typeof text === 'string' ? printable(text) : text.map(printable).join('\n')
}

/** The text with control and direction characters escaped as `\u{1b}`. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu,
    char => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  )
}

/** An error may repeat a URL with its password: of a database, a mail server, a proxy. */
function formatFailure(what: Lines, fix: Lines | undefined, paint: Paint): string {
  const first = `${paint('red', 'Error:')} ${hideUserinfo(spell(what))}\n`
  return fix === undefined ? first : `${first}  ${hideUserinfo(spell(fix).replaceAll('\n', '\n  '))}\n`
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - countCodePoints(cell))
}
