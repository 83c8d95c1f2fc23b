/** `latchkey api-keys create|list|revoke`: an operator makes a key for somebody's program, or takes it away. */

import { createAuth } from '../../auth.ts'
import type { ApiKey } from '../../features/api-keys/api-key.ts'
import { createApiKey } from '../../features/api-keys/flows/create-api-key.ts'
import { revokeApiKey } from '../../features/api-keys/flows/revoke-api-key.ts'
import { parseDuration } from '../../kernel/duration.ts'
import type { System } from '../../system.ts'
import type { User } from '../../users/user.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { loadCommandSettings, withStore } from '../load.ts'
import { asOperator } from '../operator.ts'

type Values = Readonly<Record<string, string | boolean | undefined>>

const common = { config: { type: 'string' }, json: { type: 'boolean' } } as const
const commonHelp = [
  ['--config FILE', 'the configuration file (latchkey.config.ts unless given)'],
  ['--json', 'the answer as JSON'],
] as const

export const apiKeysCreateCommand: Command = {
  name: 'api-keys create',
  summary: 'Make an API key for an account. It is shown once.',
  operands: ['LOGIN'],
  options: { ...common, name: { type: 'string' }, scopes: { type: 'string' }, expires: { type: 'string' } },
  help: [
    ['--name NAME', 'what the key is for'],
    ['--scopes WORDS', 'what it may be used for, apart by commas'],
    ['--expires SPAN', "how long it works ('90d'; for good unless given)"],
    ...commonHelp,
  ],
  run: (surroundings, values) =>
    withUser(surroundings, values, async (system, user) => {
      const { ui } = surroundings
      const lifetime = values.expires === undefined ? null : parseDuration(String(values.expires))
      if (lifetime === undefined || lifetime === 0) {
        ui.failure(`'${values.expires}' is no span of time.`, "Write it as '90d' or '12 hours'.")
        return 2
      }
      const scopes = String(values.scopes ?? '')
        .split(/[\s,]+/)
        .filter(Boolean)
      const created = await createApiKey(system, { userId: user.id, name: String(values.name ?? ''), scopes, lifetime })
      if (created === 'unknown_user') return unknown(surroundings, values)
      if (values.json === true) ui.json({ id: created.key.id, key: created.text })
      else ui.say(created.text)
      ui.hint('This is the only time that the key is shown.')
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
    withUser(surroundings, values, async ({ apiKeys }, user) => {
      const keys = await apiKeys.listOf(user.id)
      if (values.json === true) surroundings.ui.json(keys)
      else surroundings.ui.table(['id', 'name', 'scopes', 'expires', 'last used', 'revoked'], keys.map(rowOf))
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
    withSystem(surroundings, values, async system => {
      const id = String(values.ID)
      const outcome = await revokeApiKey(system, id)
      if (outcome === 'gone')
        surroundings.ui.failure('There is no such key that still works.', 'See: latchkey api-keys list')
      else if (values.json === true) surroundings.ui.json({ revoked: id })
      else surroundings.ui.say('Revoked.')
      return outcome === 'gone' ? 1 : 0
    }),
}

async function withUser(
  surroundings: Surroundings,
  values: Values,
  run: (system: System, user: User) => Promise<ExitCode>,
): Promise<ExitCode> {
  return await withSystem(surroundings, values, async system => {
    const user = await system.users.findByLogin(String(values.LOGIN))
    return user === undefined ? unknown(surroundings, values) : await run(system, user)
  })
}

async function withSystem(
  surroundings: Surroundings,
  values: Values,
  run: (system: System) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = await loadCommandSettings(surroundings, values)
  return await withStore(surroundings, settings, async store =>
    run(asOperator(await createAuth({ settings, store })).system),
  )
}

function unknown({ ui }: Surroundings, { LOGIN }: Values): ExitCode {
  ui.failure(`Nobody logs in as '${LOGIN}'.`, 'Give the address or the user name of an account.')
  return 1
}

function rowOf({ id, name, scopes, expiresAt, lastUsedAt, revokedAt }: ApiKey): readonly string[] {
  return [id, name, scopes.join(' '), ...[expiresAt, lastUsedAt, revokedAt].map(dateOf)]
}

function dateOf(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 16)
}
