/** The keys of tokens: which signs, and which ones still verify. Nothing that is secret in them. */
import { call } from '../../shared/api.ts'
import { fill } from '../../shared/i18n.ts'
import { Alert, Badge, CommandLine, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Keys {
  readonly results: readonly {
    readonly kid: string | null
    readonly algorithm: string
    readonly use: 'signing' | 'verifying'
    readonly setting: string
    readonly source: string | null
  }[]
  readonly jwk_url: string | null
}

export function KeysPage() {
  const text = words().keys
  const { data, refusal, reload } = useLoaded<Keys>(() => call('admin_keys'), [])
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {typeof data?.jwk_url === 'string' ? <Alert tone="info">{fill(text.remote, { url: data.jwk_url })}</Alert> : null}
      {data === undefined ? null : (
        <ul class="list card flush">
          {data.results.map(key => (
            <li key={`${key.kid}${key.use}${key.algorithm}`}>
              <span class="list-main">
                <span class="row">
                  <strong class="mono wrap">{key.kid ?? text.unnamed}</strong>
                  <Badge tone={key.use === 'signing' ? 'success' : ''}>{text.uses[key.use]}</Badge>
                </span>
                <span class="muted small mono wrap">{`${key.algorithm} · ${key.setting} · ${key.source ?? '?'}`}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <CommandLine command="latchkey keys list" />
      <CommandLine command="latchkey keys generate" />
    </>
  )
}
