/** What protects the account beside its password: passkeys, an authenticator app, recovery codes, trusted browsers. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { config, pathOf } from '../../shared/config.ts'
import { toast } from '../../shared/dialogs.tsx'
import type { FieldInfos } from '../../shared/form.tsx'
import { Alert, Button, Empty, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { canUsePasskeys } from '../../shared/passkey.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { AddApp } from '../security/add-app.tsx'
import { AddPasskey } from '../security/add-passkey.tsx'
import { FactorList } from '../security/factor-list.tsx'
import { type Added, type Factors, loadOwnerFields } from '../security/factors.ts'
import { RecoveryCodes, ShownCodes } from '../security/recovery-codes.tsx'
import { TrustedBrowsers } from '../security/trusted-browsers.tsx'
import { words } from '../words/words.ts'

interface Loaded {
  readonly factors: Factors
  readonly ownerFields: FieldInfos
}

export function SecurityPage() {
  const text = words().security
  const { data, refusal, reload } = useLoaded<Loaded>(load, [])
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? <Loading /> : <Content {...data} reload={reload} />}
    </>
  )
}

async function load() {
  const [outcome, ownerFields] = await Promise.all([call<Factors>('mfa'), loadOwnerFields()])
  return outcome.ok ? { ...outcome, data: { factors: outcome.data, ownerFields } } : outcome
}

function Content({ factors, ownerFields, reload }: Loaded & { reload: () => void }) {
  const text = words().security
  const [adding, setAdding] = useState<'app' | 'passkey'>()
  const [codes, setCodes] = useState<readonly string[]>([])
  const show = ({ recovery_codes: made }: Added) => {
    setCodes(made)
    reload()
  }
  const done = (added: Added) => {
    toast(adding === 'app' ? text.appAdded : text.passkeyAdded)
    setAdding(undefined)
    show(added)
  }
  const isNone = factors.factors.length === 0
  const buttons = <AddButtons factors={factors} begin={setAdding} />
  return (
    <>
      {isNone ? (
        <>
          {factors.required ? <Alert tone="warning">{text.required}</Alert> : null}
          <Empty title={text.none}>
            <p>{text.noneLead}</p>
            {buttons}
          </Empty>
        </>
      ) : (
        <>
          <section class="stack" aria-labelledby="factors">
            <h2 id="factors">{text.factors}</h2>
            <FactorList factors={factors.factors} ownerFields={ownerFields} reload={reload} />
            {buttons}
          </section>
          <RecoveryCodes count={factors.recovery_codes} ownerFields={ownerFields} show={show} />
          <TrustedBrowsers canTrust={factors.trusts_devices} />
        </>
      )}
      {adding === 'app' ? <AddApp ownerFields={ownerFields} close={() => setAdding(undefined)} done={done} /> : null}
      {adding === 'passkey' ? (
        <AddPasskey ownerFields={ownerFields} close={() => setAdding(undefined)} done={done} />
      ) : null}
      {codes.length === 0 ? null : <ShownCodes codes={codes} close={() => setCodes([])} />}
    </>
  )
}

interface AddButtonsProps {
  readonly factors: Factors
  readonly begin: (what: 'app' | 'passkey') => void
}

/** There is one app; passkeys only where the browser has them. */
function AddButtons({ factors: { factors }, begin }: AddButtonsProps) {
  const text = words().security
  const canAddPasskey = pathOf('mfa_passkeys') !== undefined && canUsePasskeys(config.passkeyDomain)
  const canAddApp = pathOf('mfa_totp') !== undefined && !factors.some(({ kind }) => kind === 'totp')
  return (
    <div class="actions">
      {canAddPasskey ? (
        <Button tone={factors.length === 0 ? 'primary' : ''} onClick={() => begin('passkey')}>
          {text.addPasskey}
        </Button>
      ) : null}
      {canAddApp ? <Button onClick={() => begin('app')}>{text.addApp}</Button> : null}
    </div>
  )
}
