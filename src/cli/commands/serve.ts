/** `latchkey serve`: the ready-made server. */
import { assembleServer } from '../../server/assemble.ts'
import { loadSettings } from '../../server/config/load-settings.ts'
import { closeOnSignal } from '../../server/shutdown.ts'
import { operationsOf } from '../../stores/operations.ts'
import { banner } from '../banner.ts'
import type { Command } from '../command.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Start the server.',
  options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  help: [
    ['--config FILE', 'the configuration file (default: latchkey.config.ts)'],
    ['--host ADDRESS', 'the address to listen on (HOST)'],
    ['--port NUMBER', 'the port to listen on (PORT); 0 takes a free one'],
  ],
  async run({ ui, env, cwd }, { config, host, port }) {
    const asked = {
      ...env,
      ...(host === undefined ? {} : { HOST: String(host) }),
      ...(port === undefined ? {} : { PORT: String(port) }),
    }
    const settings = await loadSettings({
      env: asked,
      cwd,
      ...(typeof config === 'string' ? { configFile: config } : {}),
    })
    const server = await assembleServer(settings, cwd)
    const address = await server.app.listen({ host: settings.host, port: settings.port })
    ui.say(
      banner({
        address,
        settings,
        databasePath: operationsOf(settings.databaseUrl, cwd).name,
        hasUsers: await server.store.directory.hasUsers(),
        viaNpm: env.npm_lifecycle_event !== undefined,
      }),
    )
    await closeOnSignal({
      async close() {
        await server.app.close()
        await server.auth.close()
      },
      giveUp() {
        ui.failure('Some requests did not finish within 10 seconds.', 'Their connections were closed.')
        process.exit(1)
      },
    })
    return 0
  },
}
