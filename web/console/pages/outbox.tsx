/** Mails that wait: to whom, how often tried, when next. Never the link in them. */
import { call } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { type Column, List, usePages } from '../../shared/list.tsx'
import { Address, Button, CommandLine, Empty, explain, Moment, PageHead } from '../../shared/parts.tsx'
import { routeTo } from '../../shared/route.ts'
import { withCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

interface Mail {
  readonly id: number
  readonly kind: string
  readonly to: string
  readonly written_at: string
  readonly due_at: string
  readonly attempts: number
}

export function OutboxPage() {
  const me = useMe()
  const text = words().outbox
  const pages = usePages<Mail>({ name: 'admin_outbox', query: { page_size: 50 } })
  const finish = async (outcome: Awaited<ReturnType<typeof call>>, done: string) => {
    if (!outcome.ok) toast(explain(outcome), 'danger')
    else toast(done)
    pages.reload()
  }
  const retry = async ({ id }: Mail) =>
    await finish(await call('admin_outbox_retry', { params: { id }, method: 'POST' }), text.retried)
  const drop = async ({ id, to }: Mail) => {
    if (
      !(await ask({
        title: text.dropTitle,
        lead: withCommand(to, `latchkey outbox drop ${id}`),
        confirm: text.drop,
        isDangerous: true,
      }))
    )
      return
    await finish(await call('admin_outbox_mail', { params: { id }, method: 'DELETE' }), text.dropped)
  }
  const columns: readonly Column<Mail>[] = [
    { name: 'to', label: text.to, cell: mail => <Address text={mail.to} /> },
    { name: 'kind', label: text.kind, cell: mail => <span class="mono">{mail.kind}</span> },
    { name: 'written', label: text.written, cell: mail => <Moment at={mail.written_at} /> },
    { name: 'due', label: text.due, cell: mail => <Moment at={mail.due_at} /> },
    { name: 'attempts', label: text.attempts, isNumber: true, cell: mail => mail.attempts },
    {
      name: 'do',
      label: words().bulk.action,
      isActions: true,
      cell: mail => (
        <span class="row">
          {me.may('latchkey.change_outbox') ? (
            <Button small label={`${text.retry}: ${mail.to}`} onClick={() => retry(mail)}>
              {text.retry}
            </Button>
          ) : null}
          {me.may('latchkey.delete_outbox') ? (
            <Button small label={`${text.drop}: ${mail.to}`} onClick={() => drop(mail)}>
              {text.drop}
            </Button>
          ) : null}
        </span>
      ),
    },
  ]
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <List
        caption={text.title}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty title={text.none}>{text.noneLead}</Empty>}
      />
      {me.may('latchkey.view_webhook') ? (
        <p>
          <a href={routeTo(['webhooks'])}>{text.webhooks}</a>
        </p>
      ) : null}
      <CommandLine command="latchkey outbox list" />
    </>
  )
}
