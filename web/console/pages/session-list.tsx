/** Sessions as rows, with how to end one. */
import { call } from '../../shared/api.ts'
import { deviceOf } from '../../shared/device.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { type Column, List, type Pages } from '../../shared/list.tsx'
import { Badge, Button, Empty, explain, Moment } from '../../shared/parts.tsx'
import { routeTo } from '../../shared/route.ts'
import { withCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

export interface SessionRow {
  readonly id: string
  readonly user_id: number | string
  readonly started_at: string
  readonly last_used_at: string
  readonly ended_at: string | null
  readonly end_reason: string | null
  readonly is_live: boolean
  readonly address: string
  readonly user_agent: string
}

export function SessionList({ pages, withAccount = false }: { pages: Pages<SessionRow>; withAccount?: boolean }) {
  const me = useMe()
  const text = words().sessions
  const end = async (session: SessionRow) => {
    const lead = withCommand(text.endLead, endCommand(session))
    if (!(await ask({ title: text.endOne, lead, confirm: text.end, isDangerous: true }))) return
    const params = { id: session.user_id, sid: session.id }
    const outcome = await call('admin_user_session', { params, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.endDone)
    pages.reload()
  }
  const account: readonly Column<SessionRow>[] = withAccount
    ? [{ name: 'user', label: text.user, cell: ({ user_id: id }) => <a href={routeTo(['users', id])}>{String(id)}</a> }]
    : []
  const columns: readonly Column<SessionRow>[] = [
    {
      name: 'device',
      label: text.device,
      cell: row => <span class="wrap">{deviceOf(row.user_agent) || text.unknown}</span>,
    },
    ...account,
    { name: 'address', label: text.address, cell: row => <span class="mono wrap">{row.address}</span> },
    { name: 'started', label: text.started, cell: row => <Moment at={row.started_at} /> },
    { name: 'used', label: text.lastUsed, cell: row => <Moment at={row.last_used_at} /> },
    { name: 'state', label: text.state, cell: row => <State row={row} /> },
    {
      name: 'end',
      label: words().bulk.action,
      isActions: true,
      cell: row => (
        <span class="row">
          <a class="button small" href={routeTo(['sessions', row.id])}>
            {text.timeline}
          </a>
          {row.is_live && me.may('latchkey.delete_session') ? (
            <Button small label={`${text.end}: ${deviceOf(row.user_agent) || text.unknown}`} onClick={() => end(row)}>
              {text.end}
            </Button>
          ) : null}
        </span>
      ),
    },
  ]
  return (
    <List
      caption={text.title}
      pages={pages}
      columns={columns}
      keyOf={row => row.id}
      empty={<Empty title={text.none} />}
    />
  )
}

/** An id may begin with a dash, as an option does. */
function endCommand({ user_id: user, id }: SessionRow): string {
  return `latchkey users end-sessions id:${user}${id.startsWith('-') ? ' --' : ''} ${id}`
}

function State({ row }: { row: SessionRow }) {
  const text = words().sessions
  if (row.is_live) return <Badge tone="success">{text.live}</Badge>
  return <Badge>{`${text.ended}${row.end_reason === null ? '' : `: ${row.end_reason}`}`}</Badge>
}
