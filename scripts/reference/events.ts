/** The page of events, from src/ports/events.ts. */
import { type EventName, eventTable } from '../../src/ports/events.ts'
import { eventData } from './event-data.ts'
import { code, table, writtenFrom } from './markdown.ts'

const faults = Object.entries(eventTable)
  .filter(([, row]) => 'isFault' in row)
  .map(([name]) => code(name))
  .join(', ')

const intro = `# Events

${writtenFrom('src/ports/events.ts')}

An event is one line in the log, one call of [\`onEvent\`](settings.md#onevent), one count in the metrics, and at most one row
in the audit table. Events hold no token, no password and no text of a mail.

An app of your own that passes neither \`onEvent\` nor \`events\` to \`createAuth\` has the faults among them printed to standard error, with the
stack of their cause: ${faults}.

Where an event is kept beside log and metrics:

- **audit, same transaction**: the action and its audit row are written together, or neither is.
- **audit, afterwards**: nothing was changed (a refusal, say), so the row follows shortly after. See
  [\`auditRefusals\`](settings.md#auditrefusals).
- **log only**: no audit row.

Every event may have these facts: \`userId\`, \`sid\` (the session), \`actor\` (the operator who acted: a user's id, or
\`cli:<user of the machine>\`), \`reason\` (the inner reason, such as \`wrong_password\`), \`address\` (of the client) and
\`traceId\` (the \`Latchkey-Trace\` header of the response).
`

const kept = { action: 'audit, same transaction', after: 'audit, afterwards', never: 'log only' } as const

export function eventsReference(): string {
  const names = Object.keys(eventTable) as EventName[]
  const rows = names.map(name => {
    const { level, audit, says } = eventTable[name]
    return [code(name), level, kept[audit], `${says[0]?.toUpperCase()}${says.slice(1)}`]
  })
  return `${intro}\n${table(['event', 'level', 'kept', 'meaning'], rows)}\n${dataSection()}`
}

function dataSection(): string {
  const rows = Object.entries(eventData).map(([name, members]) => {
    return [
      code(name),
      Object.entries(members)
        .map(([member, meaning]) => `${code(member)}: ${meaning}`)
        .join('; '),
    ]
  })
  return `\n## Data of an event\n\nThese events have a \`data\` member as well:\n\n${table(['event', 'data'], rows)}\n`
}
