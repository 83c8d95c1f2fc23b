/** Finds the command, reads its options, runs it and returns the exit code. */
import type { Command, ExitCode, Surroundings } from './command.ts'
import { serveCommand } from './commands/serve.ts'
import { explainFailure } from './failures.ts'
import { commandsOf, findCommand } from './find-command.ts'
import { commandHelp, listCommands, listHelp } from './help.ts'
import { readOptions } from './read-options.ts'
import { createUi, type Lines, type Ui } from './ui.ts'
import { readVersion } from './version.ts'

export interface CommandLine extends Omit<Surroundings, 'ui'> {
  readonly errors: NodeJS.WriteStream
}

export async function runCommandLine(typed: readonly string[], line: CommandLine): Promise<ExitCode> {
  const { env, program } = line
  const ui = createUi({ out: line.output, err: line.errors, env, program })
  const [config, words] = takeConfig(typed)
  if (config === '') return refuse(ui, '--config names nothing.', 'See: latchkey --help')
  const asksForHelp = isAsked(words, ['--help', '-h']) || words[0] === 'help'
  const commands = await commandsFor(words)
  const found = findCommand(commands, (words[0] === 'help' ? words.slice(1) : words).filter(isNoHelp(words)))
  switch (found.kind) {
    case 'nothing':
      return isAsked(words, ['--version', '-V']) ? showVersion(ui) : showStart(ui, program, commands, found.rest)
    case 'group':
      return showGroup(
        ui,
        program,
        { name: found.group, members: commandsOf(commands, found.group) },
        asksForHelp || found.isForHelp,
      )
    case 'unknown':
      return refuse(ui, `There is no command "${found.written}".`, meantCommand(found.meant))
    case 'command':
      if (!asksForHelp) return await run(found, { ...line, ui }, config)
      ui.say(commandHelp(program, found.command))
      return 0
  }
}

/**
 * A server is started far more often than anything else is asked, and has to be there soon: it is not kept waiting for the
 * code of seventy commands, which it would hold in memory for as long as it lives.
 */
async function commandsFor([first]: readonly string[]): Promise<readonly Command[]> {
  if (first === serveCommand.name) return [serveCommand]
  return (await import('./every-command.ts')).commands
}

async function run(
  { command, rest }: FoundCommand,
  surroundings: Surroundings,
  config: string | undefined,
): Promise<ExitCode> {
  const { ui } = surroundings
  const reading = readOptions(command, rest)
  if (reading.kind === 'wrong') {
    return refuse(ui, reading.what, reading.fix ?? `See: latchkey ${command.name} --help`)
  }
  try {
    return await command.run(surroundings, config === undefined ? reading.values : { config, ...reading.values })
  } catch (error) {
    const { what, fix } = explainFailure(error, surroundings.program)
    ui.failure(what, fix)
    return 1
  }
}

/** `latchkey --config app createsuperuser`: before the command it means the same as behind it. */
function takeConfig(words: readonly string[]): readonly [config: string | undefined, rest: readonly string[]] {
  const [first = '', second = '', ...rest] = words
  if (first === '--config') return [second, rest]
  return first.startsWith('--config=') ? [first.slice('--config='.length), words.slice(1)] : [undefined, words]
}

type FoundCommand = Extract<ReturnType<typeof findCommand>, { readonly kind: 'command' }>

/** Before `--`, where words are options. */
function isAsked(words: readonly string[], names: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end < 0 ? words.length : end).some(word => names.includes(word))
}

function isNoHelp(words: readonly string[]): (word: string, at: number) => boolean {
  const end = words.indexOf('--')
  return (word, at) => !['--help', '-h'].includes(word) || (end >= 0 && at > end)
}

function showVersion(ui: Ui): ExitCode {
  ui.say(readVersion())
  return 0
}

function showStart(ui: Ui, program: string, commands: readonly Command[], rest: readonly string[]): ExitCode {
  const [option] = rest
  if (option !== undefined) return refuse(ui, `"${option}" stands without a command.`, 'See: latchkey --help')
  ui.say(listHelp(program, commands))
  return 0
}

interface Group {
  readonly name: string
  readonly members: readonly Command[]
}

function showGroup(ui: Ui, program: string, { name, members }: Group, asksForHelp: boolean): ExitCode {
  if (!asksForHelp)
    return refuse(
      ui,
      `"${name}" needs a command.`,
      listCommands('latchkey', members).map(line => line.trim()),
    )
  ui.say(listHelp(program, members, name))
  return 0
}

function meantCommand(name: string | undefined): string {
  if (name === undefined) return 'See: latchkey --help'
  return name.endsWith('--help') ? `See: latchkey ${name}` : `Did you mean "latchkey ${name}"?`
}

function refuse(ui: Ui, what: string, fix: Lines): ExitCode {
  ui.failure(what, fix)
  return 2
}
