/** `latchkey api-keys create|list|revoke`: an operator creates a key for a user's program, or revokes one. */
import type { ApiKey } from '../../features/api-keys/api-key.ts'
import { createUserApiKey, revokeUserApiKey } from '../../features/api-keys/flows/admin/manage-user-api-keys.ts'
import { parseDuration } from '../../kernel/duration.ts'
import type { User } from '../../users/user.ts'
import { type AccountScene, configHelp, type Values, withAccounts } from '../accounts.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'

const common = { config: { type: 'string' }, json: { type: 'boolean' } } as const
const commonHelp = [configHelp, ['--json', 'the result, as JSON']] as const

export const apiKeysCreateCommand: Command = {
  name: 'api-keys create',
  summary: 'Create an API key for an account. It is shown once.',
  operands: ['LOGIN'],
  options: { ...common, name: { type: 'string' }, scopes: { type: 'string' }, expires: { type: 'string' } },
  help: [
    ['--name NAME', 'what the key is for'],
    ['--scopes WORDS', 'what the key may be used for, separated by commas'],
    ['--expires SPAN', "how long the key works, such as '90d' (default: until it is revoked)"],
    ...commonHelp,
  ],
  run: (surroundings, values) =>
    withOwner(surroundings, values, async ({ ui, auth, actor }, user) => {
      const lifetime = values.expires === undefined ? null : parseDuration(String(values.expires))
      if (lifetime === undefined || lifetime === 0) {
        ui.failure(`'${values.expires}' is not a duration.`, "Write it as '90d' or '12 hours'.")
        return 2
      }
      const scopes = String(values.scopes ?? '')
        .split(/[\s,]+/)
        .filter(Boolean)
      const request = { userId: user.id, name: String(values.name ?? ''), scopes, lifetime }
      const created = await createUserApiKey(auth.system, actor, request)
      if (created === 'unknown_user') return unknown(surroundings, values)
      if (created === 'too_many') {
        ui.failure('The account has as many API keys as it may (apiKeyLimit).', 'Revoke one first.')
        return 1
      }
      if (values.json === true) ui.json({ id: created.key.id, key: created.text })
      else ui.say(created.text)
      ui.hint('The key is not shown again.')
      return 0
    }),
}

export const apiKeysListCommand: Command = {
  name: 'api-keys list',
  summary: 'List the API keys of an account.',
  operands: ['LOGIN'],
  options: common,
  help: commonHelp,
  run: (surroundings, values) =>
    withOwner(surroundings, values, async ({ ui, auth }, user) => {
      const keys = await auth.system.apiKeys.listOf(user.id)
      if (values.json === true) ui.json(keys)
      else ui.table(['id', 'name', 'scopes', 'expires', 'last used', 'revoked'], keys.map(rowOf))
      return 0
    }),
}

export const apiKeysRevokeCommand: Command = {
  name: 'api-keys revoke',
  summary: 'Revoke an API key. It stops working at once.',
  operands: ['ID'],
  options: common,
  help: commonHelp,
  run: (surroundings, values) =>
    withAccounts(surroundings, values, async ({ ui, auth, actor }) => {
      const id = String(values.ID)
      const outcome = await revokeUserApiKey(auth.system, actor, id)
      if (outcome === 'gone') ui.failure('There is no valid API key with this id.', 'See: latchkey api-keys list')
      else if (values.json === true) ui.json({ revoked: id })
      else ui.say('Revoked.')
      return outcome === 'gone' ? 1 : 0
    }),
}

async function withOwner(
  surroundings: Surroundings,
  values: Values,
  run: (scene: AccountScene, user: User) => Promise<ExitCode>,
): Promise<ExitCode> {
  return await withAccounts(surroundings, values, async scene => {
    const user = await scene.auth.system.users.findByLogin(String(values.LOGIN))
    return user === undefined ? unknown(scene, values) : await run(scene, user)
  })
}

function unknown({ ui }: Surroundings, { LOGIN }: Values): ExitCode {
  ui.failure(`No account logs in as '${LOGIN}'.`, 'See: latchkey users list')
  return 1
}

function rowOf({ id, name, scopes, expiresAt, lastUsedAt, revokedAt }: ApiKey): readonly string[] {
  return [id, name, scopes.join(' '), ...[expiresAt, lastUsedAt, revokedAt].map(dateOf)]
}

function dateOf(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 16)
}
