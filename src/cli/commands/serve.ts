/** `latchkey serve`: the ready-made server. */
import { assembleServer } from '../../server/assemble.ts'
import { type LoadedConfiguration, loadConfiguration } from '../../server/config/load-settings.ts'
import { nameSources } from '../../server/config/name-sources.ts'
import { listen } from '../../server/listen.ts'
import { closeOnSignal } from '../../server/shutdown.ts'
import { collectStartGarbage } from '../../server/start-garbage.ts'
import { findWorkerPlace, leave, tellListening, type WorkerPlace, whenLeftAlone } from '../../server/workers/worker.ts'
import { boundYoungGeneration } from '../../server/young-generation.ts'
import type { Layer } from '../../settings.ts'
import { configHelp } from '../accounts.ts'
import { banner, quoteForShell } from '../banner.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { serveWorkers } from '../serve-workers.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Start the server.',
  options: {
    config: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
    workers: { type: 'string' },
  },
  help: [
    configHelp,
    ['--host ADDRESS', 'the address to listen on, or unix:PATH (HOST)'],
    ['--port NUMBER', 'the port to listen on (PORT); 0 takes a free one'],
    ['--workers NUMBER', 'processes behind that port (LATCHKEY_WORKERS), 1 by default'],
  ],
  async run(surroundings, values) {
    const { ui, env, cwd, program } = surroundings
    const { config } = values
    const loaded = await loadConfiguration({
      env,
      cwd,
      config: typeof config === 'string' ? config : undefined,
      overrides: optionLayers(values),
    })
    const { settings, databaseName } = loaded
    const announce = (address: string, hasUsers: boolean) =>
      ui.say(
        banner({ address, settings, databaseName, hasUsers, createSuperuser: createSuperuserLine(program, config) }),
      )
    const place = findWorkerPlace(env)
    if (place !== undefined) {
      const serving = serve(surroundings, loaded, values, tellListening, place)
      // Its channel to the process that started it would keep a worker alive.
      return await serving.finally(leave)
    }
    for (const { setting, source, what, fix } of loaded.remarks) ui.hint(`${setting} (${source}) ${what}: ${fix}.`)
    if (settings.workers > 1) return await serveWorkers({ ui, loaded, announce })
    return await serve(surroundings, loaded, values, announce)
  },
}

type Values = Parameters<Command['run']>[1]

/** Serves in this process until it is told to end. */
async function serve(
  { ui }: Surroundings,
  loaded: LoadedConfiguration,
  { host, port }: Values,
  announce: (address: string, hasUsers: boolean) => void,
  place?: WorkerPlace,
): Promise<ExitCode> {
  const server = await assembleServer(loaded.settings, loaded.migrations, [], place).catch((error: unknown) => {
    throw nameSources(error, loaded)
  })
  const names = { host: nameOf(loaded, 'host', host !== undefined), port: nameOf(loaded, 'port', port !== undefined) }
  const address = await listen(server.app, loaded.settings, names).catch(async error => {
    await server.auth.close()
    throw error
  })
  announce(address, await server.store.directory.hasUsers())
  boundYoungGeneration()
  collectStartGarbage()
  if (place !== undefined) whenLeftAlone(() => process.emit('SIGTERM', 'SIGTERM'))
  await closeOnSignal({
    delay: loaded.settings.shutdownDelay * 1000,
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
}

/** Each option is a source of its own, so that a fault of its value names it. */
function optionLayers({ host, port, workers }: Values): readonly Layer[] {
  const named = { host: ['HOST', host], port: ['PORT', port], workers: ['LATCHKEY_WORKERS', workers] } as const
  return Object.entries(named).flatMap(([option, [name, value]]): readonly Layer[] =>
    value === undefined
      ? []
      : [{ source: `--${option}`, spelling: 'environment', isShared: true, values: { [name]: String(value) } }],
  )
}

/** `HOST (environment)`, or the option of the command line. */
function nameOf(loaded: LoadedConfiguration, name: 'host' | 'port', isOption: boolean): string {
  if (isOption) return `--${name}`
  const found = loaded.sourceOf(name)
  return found === undefined ? `${name.toUpperCase()} (default)` : `${found.spelling} (${found.source})`
}

/** The command as it is typed, for the same configuration. */
function createSuperuserLine(program: string, config: string | boolean | readonly string[] | undefined): string {
  if (typeof config !== 'string') return `${program} createsuperuser`
  return `${program} --config ${quoteForShell(config)} createsuperuser`
}
