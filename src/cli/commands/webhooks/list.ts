/** `latchkey webhooks list`: what services were told, or are still to be told; `--endpoints` shows how each of them fares. */
import { showDelivery, showEndpoints } from '../../../features/admin/shown-deliveries.ts'
import { type DeliveryState, deliveryStates } from '../../../features/webhooks/webhook.ts'
import { type AccountScene, configHelp, type Values, withAccounts } from '../../accounts.ts'
import { minuteOf, secondOf } from '../../cells.ts'
import type { Command, ExitCode } from '../../command.ts'
import { fillPage, type PageAsked, pageHelp, pageOf, pageOptions, withCursor } from '../../page-options.ts'

export const webhooksListCommand: Command = {
  name: 'webhooks list',
  summary: 'List what services were told by webhooks, the newest first.',
  options: {
    config: { type: 'string' },
    endpoints: { type: 'boolean' },
    endpoint: { type: 'string' },
    state: { type: 'string' },
    event: { type: 'string' },
    ...pageOptions,
    json: { type: 'boolean' },
  },
  help: [
    ['--endpoints', 'the endpoints of the settings instead, and how each fares'],
    ['--endpoint NAME', 'only of this endpoint'],
    ['--state STATE', `only those that are ${deliveryStates.join(', ')}`],
    ['--event EVENT', 'only these, such as user.created'],
    ...pageHelp,
    configHelp,
    ['--json', '{"next", "results"}, with deliveries as GET /api/admin/webhooks/deliveries/ has them'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const asked = pageOf(values)
    const { state } = values
    const isState = state === undefined || deliveryStates.some(each => each === state)
    const fault = isState ? asked : `--state must be one of ${deliveryStates.join(', ')}.`
    if (typeof fault === 'string') {
      ui.failure(fault, 'See: latchkey webhooks list --help')
      return 2
    }
    return await withCursor(ui, () =>
      withAccounts(surroundings, values, async scene =>
        values.endpoints === true ? await listEndpoints(scene) : await listDeliveries(scene, values, fault),
      ),
    )
  },
}

async function listDeliveries({ ui, auth }: AccountScene, values: Values, asked: PageAsked): Promise<ExitCode> {
  const filters = {
    endpoint: textOf(values.endpoint),
    state: textOf(values.state) as DeliveryState | undefined,
    event: textOf(values.event),
  }
  const { rows, next } = await fillPage(asked, async query => {
    const page = await auth.system.deliveries.list({ ...filters, ...query })
    return { rows: page.deliveries, next: page.next }
  })
  const results = rows.map(showDelivery)
  if (values.json === true) ui.json({ next: next ?? null, results })
  else if (results.length === 0) ui.say('There is no such delivery.')
  else ui.table(['id', 'endpoint', 'event', 'state', 'written', 'next', 'attempts', 'last'], results.map(rowOf))
  if (values.json === true) return 0
  const waiting = new Set(results.flatMap(({ endpoint, state }) => (state === 'waiting' ? [endpoint] : [])))
  for (const line of await sayPaused(auth.system, waiting)) ui.hint(line)
  if (next !== undefined) ui.hint(`There are more: --after ${next}`)
  return 0
}

/** Why what is due is not sent. */
async function sayPaused(system: AccountScene['auth']['system'], names: ReadonlySet<string>) {
  if (names.size === 0) return []
  const endpoints = (await showEndpoints(system)).filter(({ endpoint }) => names.has(endpoint))
  return endpoints.flatMap(({ endpoint, paused_until: until }) =>
    until === null ? [] : [`${endpoint} is left alone until ${secondOf(until)}: it is away, or asked for that.`],
  )
}

function rowOf({
  id,
  endpoint,
  event,
  state,
  written_at,
  due_at,
  attempts,
  status,
  reason,
}: ReturnType<typeof showDelivery>) {
  // The status says it already.
  const last = [status, reason === 'status' ? null : reason].filter(each => each !== null).join(' ')
  return [String(id), endpoint, event, state, minuteOf(written_at), secondOf(due_at), String(attempts), last]
}

async function listEndpoints({ ui, auth, values }: AccountScene): Promise<ExitCode> {
  const results = await showEndpoints(auth.system)
  if (values.json === true) ui.json({ results })
  else if (results.length === 0) ui.say('The settings have no endpoint: see `webhooks`.')
  else
    ui.table(
      ['endpoint', 'url', 'events', 'waiting', 'oldest', 'failed', 'delivered', 'paused until'],
      results.map(endpointRow),
    )
  return 0
}

function endpointRow(shown: Awaited<ReturnType<typeof showEndpoints>>[number]): readonly string[] {
  const { endpoint, url, events, waiting, failed } = shown
  const { oldest_waiting: oldest, last_delivered: delivered, paused_until: paused } = shown
  return [
    endpoint,
    url,
    String(events.length),
    String(waiting),
    minuteOf(oldest),
    String(failed),
    minuteOf(delivered),
    secondOf(paused),
  ]
}

function textOf(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined
}
