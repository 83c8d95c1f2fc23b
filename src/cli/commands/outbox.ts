/** `latchkey outbox list|show|retry|drop`: mails that wait to be sent. The link in them is nowhere to be seen. */
import { showMail } from '../../features/admin/mails.ts'
import { dropMail, retryMail } from '../../flows/admin/manage-outbox.ts'
import type { WaitingMail } from '../../mail/outbox.ts'
import { type AccountScene, configHelp, type Values, withAccounts } from '../accounts.ts'
import { minuteOf } from '../cells.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { fillPage, pageHelp, pageOf, pageOptions, withCursor } from '../page-options.ts'

export const outboxListCommand: Command = {
  name: 'outbox list',
  summary: 'List the mails that wait to be sent, the oldest first.',
  options: {
    config: { type: 'string' },
    kind: { type: 'string' },
    to: { type: 'string' },
    tried: { type: 'boolean' },
    ...pageOptions,
    json: { type: 'boolean' },
  },
  help: [
    ['--kind KIND', 'only these, such as password_reset'],
    ['--to ADDRESS', 'only those to this address'],
    ['--tried', 'only those that were tried and not sent, or are being sent'],
    ...pageHelp,
    configHelp,
    ['--json', '{"next", "results"}, with mails as GET /api/admin/outbox/ has them'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const asked = pageOf(values)
    if (typeof asked === 'string') {
      ui.failure(asked, 'See: latchkey outbox list --help')
      return 2
    }
    return await withCursor(ui, () =>
      withAccounts(surroundings, values, async ({ auth }) => {
        const { rows, next } = await fillPage(asked, async query => {
          const page = await auth.system.outbox.list(query)
          return { rows: page.mails.filter(mail => isWanted(mail, values)), next: page.next }
        })
        const results = rows.map(showMail)
        if (values.json === true) ui.json({ next: next ?? null, results })
        else if (results.length === 0) ui.say('No such mail waits.')
        else ui.table(['id', 'kind', 'to', 'written', 'due', 'attempts'], results.map(rowOf))
        if (next !== undefined && values.json !== true) ui.hint(`There are more: --after ${next}`)
        return 0
      }),
    )
  },
}

function isWanted({ kind, to, attempts }: WaitingMail, { kind: ofKind, to: address, tried }: Values): boolean {
  if (ofKind !== undefined && kind !== ofKind) return false
  if (typeof address === 'string' && to.toLowerCase() !== address.toLowerCase()) return false
  return tried !== true || attempts > 0
}

function rowOf({ id, kind, to, written_at, due_at, attempts }: ReturnType<typeof showMail>): readonly string[] {
  return [String(id), kind, to, minuteOf(written_at), minuteOf(due_at), String(attempts)]
}

const one = { operands: ['ID'], options: { config: { type: 'string' }, json: { type: 'boolean' } } } as const
const idHelp = ['ID', 'the number of the mail: see `latchkey outbox list`'] as const

export const outboxShowCommand: Command = {
  ...one,
  name: 'outbox show',
  summary: 'Show a mail that waits.',
  help: [idHelp, configHelp, ['--json', 'the mail, as JSON']],
  run: (surroundings, values) =>
    withMail(surroundings, values, async ({ ui, auth }, id) => {
      const mail = await auth.system.outbox.find(id)
      if (mail === undefined) return 'gone'
      const shown = showMail(mail)
      if (values.json === true) ui.json(shown)
      else {
        const [first = ['', ''], ...rest] = Object.entries(shown).map(([name, value]) => [name, String(value ?? '')])
        ui.table(first, rest)
      }
      return 'done'
    }),
}

export const outboxRetryCommand: Command = {
  ...one,
  name: 'outbox retry',
  summary: 'Have a mail sent now. A running server does it.',
  help: [idHelp, configHelp, ['--json', '{"retried"}']],
  run: (surroundings, values) =>
    withMail(surroundings, values, async ({ ui, auth, actor }, id) => {
      const outcome = await retryMail(auth.system, actor, id)
      if (outcome === 'gone') return outcome
      if (values.json === true) ui.json({ retried: id })
      else ui.say(`Mail ${id} is due now: a running server sends it within seconds.`)
      return outcome
    }),
}

export const outboxDropCommand: Command = {
  ...one,
  name: 'outbox drop',
  summary: 'Drop a mail that waits. It is never sent.',
  help: [idHelp, configHelp, ['--json', '{"dropped"}']],
  run: (surroundings, values) =>
    withMail(surroundings, values, async ({ ui, auth, actor }, id) => {
      const outcome = await dropMail(auth.system, actor, id)
      if (outcome === 'gone') return outcome
      if (values.json === true) ui.json({ dropped: id })
      else ui.say(`Dropped mail ${id}.`)
      return outcome
    }),
}

async function withMail(
  surroundings: Surroundings,
  values: Values,
  use: (scene: AccountScene, id: number) => Promise<'done' | 'gone'>,
): Promise<ExitCode> {
  const named = String(values.ID)
  if (!/^\d{1,15}$/.test(named)) {
    surroundings.ui.failure('ID must be the number of a mail.', 'See: latchkey outbox list')
    return 2
  }
  return await withAccounts(surroundings, values, async scene => {
    const outcome = await use(scene, Number(named))
    if (outcome === 'gone')
      scene.ui.failure(`No mail ${named} waits: it was sent, or dropped.`, 'See: latchkey outbox list')
    return outcome === 'gone' ? 1 : 0
  })
}
