/** `latchkey client-types`: the endpoints of this configuration as types for `latchkey/client`. */
import { readOptions } from '../../auth/read-options.ts'
import { createRoutesOf } from '../../auth/routes.ts'
import { pathOf } from '../../http/endpoints/arrange-endpoints.ts'
import { claimsType, rowClaims } from '../../http/openapi/claims-type.ts'
import { describeClientTypes } from '../../http/openapi/client-types.ts'
import { describeApi } from '../../http/openapi/document.ts'
import { openStore } from '../../stores/open-store.ts'
import { configHelp } from '../accounts.ts'
import { loadApplication } from '../application.ts'
import type { Command } from '../command.ts'
import { loadCommand } from '../load.ts'

export const clientTypesCommand: Command = {
  name: 'client-types',
  summary: 'Print the endpoints, with your fields, claims and resources, as types for latchkey/client.',
  options: { config: { type: 'string' }, app: { type: 'string' } },
  help: [['--app MODULE', 'exports the endpoints and resources, if the configuration does not'], configHelp],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const { settings, application } = await loadCommand(surroundings, values)
    const served = typeof values.app === 'string' ? await loadApplication(cwd, values.app) : application
    if (typeof served === 'string') {
      ui.failure(served, 'Name a module that exports endpoints, resources or both.')
      return 2
    }
    // An empty database in memory: rows are described, and none is called.
    const store = await openStore('sqlite::memory:', settings, { migrations: [] })
    try {
      const { endpoints, resources } = served
      const { rows } = createRoutesOf(readOptions({ settings, store, endpoints, resources }))
      const profile = pathOf(settings, 'user_profile', '/api/auth/profile/')
      const claims = { claims: claimsType(settings), rowClaims: rowClaims(settings, rows) }
      ui.say(describeClientTypes(describeApi(settings, rows), { profile, ...claims }))
      return 0
    } finally {
      await store.close()
    }
  },
}
