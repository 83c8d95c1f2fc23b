/** Everything that is kept about the account, as one file. */
import { useState } from 'preact/hooks'
import { call, type Refusal } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { Button, PageHead, Refused } from '../../shared/parts.tsx'
import { saveFile } from '../../shared/save-file.ts'
import { words } from '../words/words.ts'

export function DataPage() {
  const text = words().data
  const [refusal, setRefusal] = useState<Refusal>()
  const download = async () => {
    setRefusal(undefined)
    const outcome = await call('account_export')
    if (!outcome.ok) return setRefusal(outcome)
    saveFile('account.json', { type: 'application/json', content: JSON.stringify(outcome.data, null, 2) })
    toast(text.done)
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      <div>
        <Button tone="primary" onClick={download}>
          {text.download}
        </Button>
      </div>
    </>
  )
}
