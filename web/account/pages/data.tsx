/** Everything that is kept about the account, as one file. */
import { useState } from 'preact/hooks'
import { call, type Refusal } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { Button, PageHead, Refused } from '../../shared/parts.tsx'
import { words } from '../words/words.ts'

export function DataPage() {
  const text = words().data
  const [refusal, setRefusal] = useState<Refusal>()
  const download = async () => {
    setRefusal(undefined)
    const outcome = await call('account_export')
    if (!outcome.ok) return setRefusal(outcome)
    save('account.json', JSON.stringify(outcome.data, null, 2))
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

function save(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
