/** Runs one exchange of a transcript in this process, which is much faster than starting Node. */
import type { TestContext } from 'node:test'
import { runCommandLine } from '../../src/cli/run-command-line.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { parseCommand, type TypedCommand } from './command.ts'
import { createStreams, type Streams, screenOf, type Written } from './streams.ts'
import { isAnswer, questionsOf } from './typing.ts'

export interface Place {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** The cheapest hashes, and a public secret. */
const cheap = {
  SECRET_KEY: 'A0-transcript-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4',
  DATABASE_URL: 'sqlite:data.sqlite3',
  LATCHKEY_PASSWORD_MEMORY: '64',
  LATCHKEY_PASSWORD_ITERATIONS: '1',
  LATCHKEY_THROTTLING: 'false',
}

/** An empty folder, and the settings that all transcripts share. */
export function openPlace(t: Pick<TestContext, 'after'>): Place {
  return { folder: temporaryFolder(t), env: cheap }
}

/** Runs one command for a test in code. Returns its exit code and the output of each stream. */
export async function runCommand(line: string, { folder, env }: Place, program = 'latchkey') {
  const command = parseCommand(line)
  const { input, output, errors, written } = createStreams(command.input)
  const surroundings = { env: { ...env, ...command.env }, cwd: folder, input, output, errors, program }
  const code = await runCommandLine(command.words, surroundings)
  return { code, stdout: textOf(written, 'output'), stderr: textOf(written, 'errors') }
}

/** The result as lines of a transcript. */
export async function runInProcess(
  command: TypedCommand,
  expected: readonly string[],
  { folder, env }: Place,
): Promise<readonly string[]> {
  const isTerminal = expected.some(isAnswer)
  const streams = createStreams(isTerminal ? undefined : command.input)
  const { input, output, errors } = streams
  const ended = runCommandLine(command.words, {
    env: { NO_COLOR: '1', ...env, ...command.env },
    cwd: folder,
    input,
    output,
    errors,
    program: 'latchkey',
  })
  const answered = isTerminal ? await Promise.race([answerAll(streams, expected), ended.then(() => [])]) : []
  const code = await ended
  const said = isTerminal ? showTerminal(streams, answered) : showPipes(streams.written)
  return [...said, ...(code === 0 ? [] : [`(exit ${code})`])]
}

interface Answered {
  /** The length of the screen when it was typed. */
  readonly at: number
  readonly answer: string
}

async function answerAll(streams: Streams, expected: readonly string[]): Promise<readonly Answered[]> {
  const answered: Answered[] = []
  for (const { question, answer } of questionsOf(expected)) {
    const { length } = await streams.until(question, answered.at(-1)?.at ?? -1)
    answered.push({ at: length, answer })
    streams.type(keysOf(answer))
  }
  return answered
}

function keysOf(answer: string): string {
  if (answer === '^C') return '\x03'
  return answer === '(space)' ? ' \r' : `${answer}\r`
}

function showTerminal({ written }: Streams, answered: readonly Answered[]): string[] {
  const screen = screenOf(written)
  let text = ''
  let from = 0
  for (const { at, answer } of answered) {
    const isShown = answer !== '' && screen.startsWith(answer, at)
    text += `${screen.slice(from, at)}\n> ${isShown || answer === '' || answer === '^C' ? '' : '(hidden) '}${answer}\n`
    const end = at + (isShown ? answer.length : 0)
    from = screen[end] === '\n' ? end + 1 : end
  }
  return linesOf(text + screen.slice(from))
}

function showPipes(written: readonly Written[]): string[] {
  return [...linesOf(textOf(written, 'output')), ...linesOf(textOf(written, 'errors')).map(line => `! ${line}`)]
}

function textOf(written: readonly Written[], name: Written['to']): string {
  return written.flatMap(({ to, text }) => (to === name ? [text] : [])).join('')
}

function linesOf(text: string): string[] {
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map(line => line.trimEnd())
}
