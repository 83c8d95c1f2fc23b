/** The settings in force: where each came from, what it would be. Secrets are only said to be there. */
import { useId, useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { Badge, CommandLine, Empty, Loading, PageHead, RefusedPage, shellWord } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Setting {
  readonly name: string
  readonly variable: string
  readonly value: unknown
  readonly source: string | null
  readonly default: unknown
  readonly secret: boolean
}

export function SettingsPage() {
  const text = words().settings
  const [filter, setFilter] = useState('')
  const id = useId()
  const { data, refusal, reload } = useLoaded<{ readonly results: readonly Setting[] }>(
    () => call('admin_settings'),
    [],
  )
  if (refusal !== undefined) return <RefusedPage title={text.title} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  const wanted = filter.toLowerCase()
  const shown = data.results.filter(({ name, variable }) => `${name} ${variable}`.toLowerCase().includes(wanted))
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <search class="filters">
        <div class="field">
          <label for={id}>{words().users.search}</label>
          <input id={id} type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} />
        </div>
      </search>
      {shown.length === 0 ? <Empty title={text.none} /> : <SettingTable settings={shown} />}
      <CommandLine
        command={wanted === '' ? 'latchkey settings --all' : `latchkey settings --search ${shellWord(filter)}`}
      />
    </>
  )
}

function SettingTable({ settings }: { settings: readonly Setting[] }) {
  const text = words().settings
  return (
    <section class="table-wrap card" aria-label={text.title} tabIndex={0}>
      <table class="table stacked">
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.value}</th>
            <th scope="col">{text.source}</th>
            <th scope="col">{text.default}</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(setting => (
            <tr key={setting.name}>
              <td data-label={text.name}>
                <span class="mono wrap">{setting.name}</span>{' '}
                <span class="muted mono small wrap">{setting.variable}</span>
              </td>
              <td data-label={text.value} class="mono wrap">
                {show(setting.value)}
              </td>
              <td data-label={text.source}>
                {setting.source === 'default' ? (
                  <span class="muted">{text.isDefault}</span>
                ) : (
                  <Badge tone="accent">{setting.source ?? text.unknown}</Badge>
                )}
              </td>
              <td data-label={text.default} class="mono wrap muted">
                {show(setting.default)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function show(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
