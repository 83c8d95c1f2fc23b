/** `latchkey webhooks show | replay | test`: one delivery, sending again, trying an endpoint. A running server sends. */
import { showDelivery, showDeliveryInFull } from '../../../features/admin/shown-deliveries.ts'
import { replayDelivery, replayFailed, testWebhook } from '../../../features/webhooks/flows/admin/manage-webhooks.ts'
import { type AccountScene, configHelp, withAccounts } from '../../accounts.ts'
import { secondOf } from '../../cells.ts'
import type { Command, ExitCode, Surroundings } from '../../command.ts'
import { momentFault, readMoment } from '../../read-moment.ts'
import type { Ui } from '../../ui.ts'

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const

export const webhooksShowCommand: Command = {
  name: 'webhooks show',
  summary: 'Show a delivery: its body, and how its attempts ended.',
  operands: ['ID'],
  options,
  help: [
    ['ID', 'the number of the delivery: see `latchkey webhooks list`'],
    configHelp,
    ['--json', 'the delivery, as JSON'],
  ],
  async run(surroundings, values) {
    const id = idOf(surroundings, values.ID)
    if (id === undefined) return 2
    return await withAccounts(surroundings, values, async ({ ui, auth }) => {
      const delivery = await auth.system.deliveries.find(id)
      if (delivery === undefined) return refuseGone(ui, id)
      const { history, ...shown } = showDeliveryInFull(delivery)
      if (values.json === true) {
        ui.json({ ...shown, history })
        return 0
      }
      const [first = ['', ''], ...rest] = Object.entries(shown).map(([name, value]) => [name, String(value ?? '')])
      ui.table(first, rest)
      const rows = history.map(({ at, took, status, reason }) => [
        secondOf(at),
        String(status ?? ''),
        reason ?? '',
        `${took} ms`,
      ])
      if (rows.length > 0) ui.table(['attempt', 'status', 'reason', 'took'], rows)
      return 0
    })
  },
}

export const webhooksReplayCommand: Command = {
  name: 'webhooks replay',
  summary: 'Send a delivery again, or all that failed at an endpoint since a time.',
  operands: ['[ID]'],
  options: { ...options, endpoint: { type: 'string' }, since: { type: 'string' } },
  help: [
    ['ID', 'the number of a delivery; it keeps the id of its message'],
    ['--endpoint NAME', 'what failed there, the oldest first, up to 1000 at once'],
    ['--since TIME', 'with --endpoint: at that day or moment, or later'],
    configHelp,
    ['--json', '{"replayed"}: how many'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const { ID: named, endpoint, since } = values
    if (typeof endpoint === 'string' && named === undefined) return await replayMany(surroundings, values, endpoint)
    if (endpoint !== undefined || since !== undefined || named === undefined) {
      ui.failure('Name a delivery, or --endpoint and --since.', 'See: latchkey webhooks replay --help')
      return 2
    }
    const id = idOf(surroundings, named)
    if (id === undefined) return 2
    return await withAccounts(surroundings, values, async scene => {
      const outcome = await replayDelivery(scene.auth.system, scene.actor, id)
      if (outcome === 'gone') return refuseGone(scene.ui, id)
      return outcome === 'no_endpoint' ? refuseEndpoint(scene.ui) : sayReplayed(scene, 1)
    })
  },
}

async function replayMany(
  surroundings: Surroundings,
  values: Parameters<Command['run']>[1],
  endpoint: string,
): Promise<ExitCode> {
  const since = typeof values.since === 'string' ? readMoment(values.since) : undefined
  if (since === undefined) {
    surroundings.ui.failure(momentFault('since'), 'See: latchkey webhooks replay --help')
    return 2
  }
  return await withAccounts(surroundings, values, async scene => {
    const count = await replayFailed(scene.auth.system, scene.actor, { endpoint, since: since.getTime() })
    return count === 'no_endpoint' ? refuseEndpoint(scene.ui) : sayReplayed(scene, count)
  })
}

export const webhooksTestCommand: Command = {
  name: 'webhooks test',
  summary: 'Send the event webhook.test to an endpoint. A running server does it.',
  operands: ['ENDPOINT'],
  options,
  help: [['ENDPOINT', 'its name in the settings'], configHelp, ['--json', 'the delivery, as JSON']],
  run: (surroundings, values) =>
    withAccounts(surroundings, values, async ({ ui, auth, actor }) => {
      const delivery = await testWebhook(auth.system, actor, String(values.ENDPOINT))
      if (delivery === 'no_endpoint') return refuseEndpoint(ui)
      if (values.json === true) ui.json(showDelivery(delivery))
      else ui.say(`Delivery ${delivery.id} is due now: a running server sends it within seconds.`)
      if (values.json !== true) ui.hint(`How it fared: latchkey webhooks show ${delivery.id}`)
      return 0
    }),
}

function sayReplayed({ ui, values }: AccountScene, count: number): ExitCode {
  const [what, them] = count === 1 ? ['One delivery is', 'it'] : [`${count} deliveries are`, 'them']
  if (values.json === true) ui.json({ replayed: count })
  else if (count === 0) ui.say('Nothing failed there since then.')
  else ui.say(`${what} due now: a running server sends ${them} within seconds.`)
  return 0
}

function idOf({ ui }: Surroundings, named: unknown): number | undefined {
  if (typeof named === 'string' && /^\d{1,15}$/.test(named)) return Number(named)
  ui.failure('ID must be the number of a delivery.', 'See: latchkey webhooks list')
  return undefined
}

function refuseGone(ui: Ui, id: number): ExitCode {
  ui.failure(`There is no delivery ${id}: it never was, or was deleted by its age.`, 'See: latchkey webhooks list')
  return 1
}

function refuseEndpoint(ui: Ui): ExitCode {
  ui.failure('The settings have no endpoint of this name.', 'See: latchkey webhooks list --endpoints')
  return 1
}
