/** Every command, in the order in which help lists them. */
import type { Command } from './command.ts'
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
