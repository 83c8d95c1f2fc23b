/** Finds the command, reads its options, runs it and returns the exit code. */
import type { Command, ExitCode, Surroundings } from './command.ts'
import { adoptAbortCommand } from './commands/adopt/abort.ts'
import { adoptDjangoCommand } from './commands/adopt/django.ts'
import { adoptFinishCommand } from './commands/adopt/finish.ts'
import { adoptRollbackCommand } from './commands/adopt/rollback.ts'
import { adoptStatusCommand } from './commands/adopt/status.ts'
import { adoptSwitchCommand } from './commands/adopt/switch.ts'
import { adoptVerifyCommand } from './commands/adopt/verify.ts'
import { apiKeysCreateCommand, apiKeysListCommand, apiKeysRevokeCommand } from './commands/api-keys.ts'
import { auditListCommand } from './commands/audit/list.ts'
import { auditVerifyCommand } from './commands/audit/verify.ts'
import { backupCommand } from './commands/backup.ts'
import { clientTypesCommand } from './commands/client-types.ts'
import { createSuperuserCommand } from './commands/createsuperuser.ts'
import { devCommand } from './commands/dev.ts'
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
import { initCommand } from './commands/init.ts'
import { interopDjangoCommand } from './commands/interop-django.ts'
import { keysGenerateCommand } from './commands/keys-generate.ts'
import { keysListCommand } from './commands/keys-list.ts'
import { keysResealCommand } from './commands/keys-reseal.ts'
import { keysRetireCommand } from './commands/keys-retire.ts'
import { keysRotateCommand } from './commands/keys-rotate.ts'
import { migrateCommand } from './commands/migrate.ts'
import {
  organizationsDeleteCommand,
  organizationsListCommand,
  organizationsMembersCommand,
  organizationsRemoveCommand,
  organizationsSetRoleCommand,
} from './commands/organizations.ts'
import { outboxDropCommand, outboxListCommand, outboxRetryCommand, outboxShowCommand } from './commands/outbox.ts'
import { policyTestCommand } from './commands/policy-test.ts'
import { promoteCommand } from './commands/promote.ts'
import { restoreCommand } from './commands/restore.ts'
import { rolesListCommand, rolesSyncCommand } from './commands/roles.ts'
import { serveCommand } from './commands/serve.ts'
import { settingsCommand } from './commands/settings.ts'
import { statsCommand } from './commands/stats.ts'
import { tokenInspectCommand } from './commands/token-inspect.ts'
import { usersChangeCommand } from './commands/users/change.ts'
import { usersCreateCommand } from './commands/users/create.ts'
import { usersDeleteCommand } from './commands/users/delete.ts'
import { usersExportCommand } from './commands/users/export.ts'
import { usersFactorsCommand, usersResetFactorsCommand } from './commands/users/factors.ts'
import { usersActivateCommand, usersDeactivateCommand } from './commands/users/flags.ts'
import { usersImportCommand } from './commands/users/import.ts'
import { usersListCommand } from './commands/users/list.ts'
import { usersPasswordLinkCommand, usersVerifyEmailCommand } from './commands/users/mails.ts'
import { usersGrantCommand, usersRevokeCommand } from './commands/users/permissions.ts'
import { usersProvidersCommand, usersUnlinkCommand } from './commands/users/providers.ts'
import { usersEndSessionsCommand, usersSessionsCommand } from './commands/users/sessions.ts'
import { usersSetPasswordCommand } from './commands/users/set-password.ts'
import { usersShowCommand } from './commands/users/show.ts'
import { webhooksListCommand } from './commands/webhooks/list.ts'
import { webhooksListenCommand } from './commands/webhooks/listen.ts'
import { webhooksReplayCommand, webhooksShowCommand, webhooksTestCommand } from './commands/webhooks/manage.ts'
import { explainFailure } from './failures.ts'
import { commandsOf, findCommand } from './find-command.ts'
import { commandHelp, listCommands, listHelp } from './help.ts'
import { readOptions } from './read-options.ts'
import { createUi, type Lines, type Ui } from './ui.ts'
import { readVersion } from './version.ts'

export const commands: readonly Command[] = [
  initCommand,
  devCommand,
  serveCommand,
  migrateCommand,
  createSuperuserCommand,
  keysGenerateCommand,
  keysListCommand,
  keysRotateCommand,
  keysRetireCommand,
  keysResealCommand,
  clientTypesCommand,
  interopDjangoCommand,
  tokenInspectCommand,
  flushExpiredCommand,
  backupCommand,
  restoreCommand,
  promoteCommand,
  adoptDjangoCommand,
  adoptVerifyCommand,
  adoptStatusCommand,
  adoptSwitchCommand,
  adoptRollbackCommand,
  adoptFinishCommand,
  adoptAbortCommand,
  doctorCommand,
  settingsCommand,
  statsCommand,
  explainCommand,
  auditListCommand,
  auditVerifyCommand,
  outboxListCommand,
  outboxShowCommand,
  outboxRetryCommand,
  outboxDropCommand,
  webhooksListCommand,
  webhooksShowCommand,
  webhooksReplayCommand,
  webhooksTestCommand,
  webhooksListenCommand,
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
  usersPasswordLinkCommand,
  usersVerifyEmailCommand,
  usersSessionsCommand,
  usersEndSessionsCommand,
  usersProvidersCommand,
  usersUnlinkCommand,
  usersFactorsCommand,
  usersResetFactorsCommand,
  usersGrantCommand,
  usersRevokeCommand,
  usersImportCommand,
  usersExportCommand,
  groupsListCommand,
  groupsCreateCommand,
  groupsDeleteCommand,
  groupsAddCommand,
  groupsRemoveCommand,
  groupsGrantCommand,
  groupsRevokeCommand,
  rolesListCommand,
  rolesSyncCommand,
  policyTestCommand,
  organizationsListCommand,
  organizationsMembersCommand,
  organizationsSetRoleCommand,
  organizationsRemoveCommand,
  organizationsDeleteCommand,
]

export interface CommandLine extends Omit<Surroundings, 'ui'> {
  readonly errors: NodeJS.WriteStream
}

export async function runCommandLine(typed: readonly string[], line: CommandLine): Promise<ExitCode> {
  const { env, program } = line
  const ui = createUi({ out: line.output, err: line.errors, env, program })
  const [config, words] = takeConfig(typed)
  if (config === '') return refuse(ui, '--config names nothing.', 'See: latchkey --help')
  const asksForHelp = isAsked(words, ['--help', '-h']) || words[0] === 'help'
  const found = findCommand(commands, (words[0] === 'help' ? words.slice(1) : words).filter(isNoHelp(words)))
  switch (found.kind) {
    case 'nothing':
      return isAsked(words, ['--version', '-V']) ? showVersion(ui) : showStart(ui, program, found.rest)
    case 'group':
      return showGroup(ui, program, found.group, asksForHelp || found.isForHelp)
    case 'unknown':
      return refuse(ui, `There is no command "${found.written}".`, meantCommand(found.meant))
    case 'command':
      if (!asksForHelp) return await run(found, { ...line, ui }, config)
      ui.say(commandHelp(program, found.command))
      return 0
  }
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

function showStart(ui: Ui, program: string, rest: readonly string[]): ExitCode {
  const [option] = rest
  if (option !== undefined) return refuse(ui, `"${option}" stands without a command.`, 'See: latchkey --help')
  ui.say(listHelp(program, commands))
  return 0
}

function showGroup(ui: Ui, program: string, group: string, asksForHelp: boolean): ExitCode {
  const members = commandsOf(commands, group)
  if (!asksForHelp)
    return refuse(
      ui,
      `"${group}" needs a command.`,
      listCommands('latchkey', members).map(line => line.trim()),
    )
  ui.say(listHelp(program, members, group))
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
