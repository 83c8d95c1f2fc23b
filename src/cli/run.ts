/** Finds the command, reads its options, runs it and returns the exit code. */
import { parseArgs } from 'node:util'
import type { Command, ExitCode, Surroundings } from './command.ts'
import { apiKeysCreateCommand, apiKeysListCommand, apiKeysRevokeCommand } from './commands/api-keys.ts'
import { backupCommand } from './commands/backup.ts'
import { createSuperuserCommand } from './commands/createsuperuser.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { flushExpiredCommand } from './commands/flushexpired.ts'
import {
  groupsAddCommand,
  groupsCreateCommand,
  groupsDeleteCommand,
  groupsGrantCommand,
  groupsListCommand,
  groupsRemoveCommand,
  groupsRevokeCommand,
} from './commands/groups.ts'
import { keysGenerateCommand } from './commands/keys-generate.ts'
import { migrateCommand } from './commands/migrate.ts'
import { restoreCommand } from './commands/restore.ts'
import { serveCommand } from './commands/serve.ts'
import { tokenInspectCommand } from './commands/token-inspect.ts'
import { usersCreateCommand } from './commands/users/create.ts'
import { usersDeleteCommand } from './commands/users/delete.ts'
import { usersActivateCommand, usersChangeCommand, usersDeactivateCommand } from './commands/users/flags.ts'
import { usersListCommand } from './commands/users/list.ts'
import { usersGrantCommand, usersRevokeCommand } from './commands/users/permissions.ts'
import { usersSetPasswordCommand } from './commands/users/set-password.ts'
import { usersShowCommand } from './commands/users/show.ts'
import { explainFailure } from './failures.ts'
import { alignTable, createUi, type Ui } from './ui.ts'

export const commands: readonly Command[] = [
  serveCommand,
  migrateCommand,
  createSuperuserCommand,
  keysGenerateCommand,
  tokenInspectCommand,
  flushExpiredCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  explainCommand,
  apiKeysCreateCommand,
  apiKeysListCommand,
  apiKeysRevokeCommand,
  usersListCommand,
  usersShowCommand,
  usersCreateCommand,
  usersActivateCommand,
  usersDeactivateCommand,
  usersChangeCommand,
  usersDeleteCommand,
  usersSetPasswordCommand,
  usersGrantCommand,
  usersRevokeCommand,
  groupsListCommand,
  groupsCreateCommand,
  groupsDeleteCommand,
  groupsAddCommand,
  groupsRemoveCommand,
  groupsGrantCommand,
  groupsRevokeCommand,
]

export interface CommandLine extends Omit<Surroundings, 'ui'> {
  readonly errors: NodeJS.WriteStream
}

export async function runCommandLine(words: readonly string[], line: CommandLine): Promise<ExitCode> {
  const ui = createUi({ out: line.output, err: line.errors, env: line.env })
  const [first] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return showHelp(ui)
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => words[index] === word))
  if (command === undefined) return refuse(ui, `There is no command "${words.join(' ')}".`, nearest(first))
  const rest = words.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) return showCommandHelp(ui, command)
  const values = readOptions(ui, command, rest)
  if (values === undefined) return 2
  try {
    return await command.run({ ...line, ui }, values)
  } catch (error) {
    const { what, fix } = explainFailure(error)
    ui.failure(what, fix)
    return 1
  }
}

function showHelp(ui: Ui): ExitCode {
  const rows = commands.map(({ name, summary }) => [`  latchkey ${name}`, summary])
  ui.say(['Usage: latchkey COMMAND [options]', '', ...alignTable(rows), ''])
  ui.say('See the options of a command: latchkey COMMAND --help')
  return 0
}

function showCommandHelp(ui: Ui, { name, summary, help, operands = [] }: Command): ExitCode {
  const rows = alignTable(help.map(([option, meaning]) => [`  ${option}`, meaning]))
  ui.say([
    [`Usage: latchkey ${name}`, ...operands, ...(help.length === 0 ? [] : ['[options]'])].join(' '),
    '',
    summary,
    ...(rows.length ? [''] : []),
    ...rows,
  ])
  return 0
}

function readOptions(ui: Ui, { name, options, operands = [] }: Command, rest: readonly string[]) {
  const see = `See: latchkey ${name} --help`
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: operands.length > 0 })
    if (positionals.length === operands.length) {
      const words = operands.map((operand, index) => [operand, positionals[index]])
      return { ...values, ...Object.fromEntries(words) } as Record<string, string | boolean | undefined>
    }
    refuse(ui, `${operands.join(' and ')} ${operands.length === 1 ? 'is' : 'are'} needed.`, see)
  } catch (error) {
    const what = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
    refuse(ui, `${what.replace(/\.$/, '')}.`, see)
  }
  return undefined
}

function refuse(ui: Ui, what: string, fix: string): ExitCode {
  ui.failure(what, fix)
  return 2
}

function nearest(word: string): string {
  const near = commands.find(({ name }) => name.startsWith(word.slice(0, 3)))
  return near === undefined ? 'See: latchkey --help' : `Did you mean "latchkey ${near.name}"?`
}
