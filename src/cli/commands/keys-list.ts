/** `latchkey keys list`: the key ring of the configuration, without what is secret in it. It needs no database. */
import { createKeyringOf } from '../../auth/keyring.ts'
import { showKeys } from '../../features/admin/shown-keys.ts'
import { standIn } from '../../server/config/missing-secret.ts'
import { configHelp } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommand } from '../load.ts'

export const keysListCommand: Command = {
  name: 'keys list',
  summary: 'List the keys that sign and verify tokens.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', '{"results", "jwk_url"}, as GET /api/admin/keys/ has them']],
  async run(surroundings, values) {
    const { ui } = surroundings
    const { settings } = await loadCommand(surroundings, values)
    const { results: found, jwk_url } = showKeys({ settings, keyring: createKeyringOf(settings) })
    // A command that signs nothing works with a secret that is forgotten with the process: that is no key of anything.
    const results = found.filter(({ source }) => source !== standIn)
    if (values.json === true) ui.json({ results, jwk_url })
    else if (results.length > 0) {
      const rows = results.map(({ kid, algorithm, use, takes_unnamed, setting, source }) => [
        kid ?? '(none)',
        algorithm,
        use,
        takes_unnamed ? 'yes' : 'no',
        setting,
        source ?? 'unknown',
      ])
      ui.table(['kid', 'algorithm', 'use', 'without kid', 'setting', 'from'], rows)
    }
    if (results.length < found.length)
      ui.hint('There is no secret yet: `latchkey serve` generates one, or set SECRET_KEY.')
    if (jwk_url !== null) ui.hint(`Tokens are verified with the keys of ${jwk_url} (jwkUrl).`)
    return 0
  },
}
