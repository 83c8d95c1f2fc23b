/**
 * `latchkey keys list`: the key ring, without what is secret in it. Keys of the settings need no database; those that
 * `keyRotation` keeps there do.
 */
import { createKeyringOf } from '../../auth/keyring.ts'
import { showKeys } from '../../features/admin/shown-keys.ts'
import { standIn } from '../../server/config/missing-secret.ts'
import { isDatabaseThere } from '../../stores/open-store.ts'
import { configHelp, withAccounts } from '../accounts.ts'
import { minuteOf } from '../cells.ts'
import type { Command, ExitCode } from '../command.ts'
import { loadCommand } from '../load.ts'
import type { Ui } from '../ui.ts'

type Shown = Awaited<ReturnType<typeof showKeys>>

export const keysListCommand: Command = {
  name: 'keys list',
  summary: 'List the keys that sign and verify tokens.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', '{"results", "jwk_url", "rotates"}, as GET /api/admin/keys/ has them']],
  async run(surroundings, values) {
    const { settings } = await loadCommand(surroundings, values)
    const { keyRotation: rotates = null } = settings
    if (rotates !== null && (await isDatabaseThere(settings.databaseUrl))) {
      return await withAccounts(surroundings, values, async ({ ui, auth }) =>
        print(ui, { ...(await showKeys(auth.system)), rotates }, values.json === true),
      )
    }
    const shown = await showKeys({ settings, keyring: createKeyringOf(settings), signingKeys: undefined })
    return print(surroundings.ui, shown, values.json === true)
  },
}

function print(ui: Ui, { results: found, jwk_url, rotates }: Shown, asJson: boolean): ExitCode {
  // A command that signs nothing works with a secret that is forgotten with the process: that is no key of anything.
  const results = found.filter(({ source }) => source !== standIn)
  if (asJson) ui.json({ results, jwk_url, rotates })
  else if (results.some(({ published_at }) => published_at !== null)) ui.table(...managedTable(results))
  else if (results.length > 0) {
    const rows = results.map(({ kid, algorithm, use, takes_unnamed, setting, source }) => [
      kid ?? '(none)',
      algorithm,
      use,
      takes_unnamed ? 'yes' : 'no',
      setting ?? 'database',
      source ?? 'unknown',
    ])
    ui.table(['kid', 'algorithm', 'use', 'without kid', 'setting', 'from'], rows)
  }
  if (results.length < found.length)
    ui.hint('There is no secret yet: `latchkey serve` generates one, or set SECRET_KEY.')
  if (jwk_url !== null) ui.hint(`Tokens are verified with the keys of ${jwk_url} (jwkUrl).`)
  return 0
}

function managedTable(results: Shown['results']): Parameters<Ui['table']> {
  const heads = ['kid', 'algorithm', 'state', 'signs from', 'signs until', 'verifies until', 'made by', 'from']
  const rows = results.map(({ kid, algorithm, use, signs_from, signs_until, verifies_until, made_by, setting }) => [
    kid ?? '(none)',
    algorithm,
    use,
    minuteOf(signs_from),
    minuteOf(signs_until),
    minuteOf(verifies_until),
    made_by ?? '',
    setting ?? 'database',
  ])
  return [heads, rows]
}
