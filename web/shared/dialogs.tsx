/**
 * Questions in a dialog, and short messages that go by themselves. Any code may ask: `await ask(...)`. The dialog is the
 * browser's own, which keeps the focus inside; afterwards it is where it was.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Button } from './parts.tsx'
import { shared } from './words.ts'

export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ComponentChildren
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const isOver = useRef(false)
  // Escape by itself gives back the focus before the page knows of it, and a key that comes in between is lost.
  const cancel = (event: Event) => {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    onClose()
  }
  // The end of another effect comes after the dialog is gone from the page, and the focus with it.
  useLayoutEffect(() => {
    const [dialog, before] = [ref.current, document.activeElement]
    dialog?.showModal()
    return () => {
      isOver.current = true
      // It gives back the focus as it closes, at once: what looks for a lost focus (keep-focus.ts) finds none.
      dialog?.close()
      giveBackFocus(before)
    }
  }, [])
  return (
    <dialog ref={ref} class="dialog" aria-labelledby={id} onCancel={cancel} onClose={() => isOver.current || onClose()}>
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="button quiet icon" aria-label={shared().close} onClick={onClose}>
          ×
        </button>
      </div>
      {children}
    </dialog>
  )
}

/** What had the focus before may be gone by then: a row that was deleted. */
function giveBackFocus(before: Element | null): void {
  setTimeout(() => {
    if (document.activeElement !== document.body) return
    const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body
    const next = isThere ? before : document.getElementById('main')
    next?.focus()
  })
}

interface Question {
  readonly title: string
  readonly lead?: ComponentChildren
  readonly confirm: string
  readonly isDangerous?: boolean
  /** What has to be typed first, where nothing brings it back. */
  readonly typed?: { readonly label: string; readonly text: string }
}

interface Waiting {
  readonly question: Question
  answer(isYes: boolean): void
}

let show: ((waiting: Waiting) => void) | undefined
let say: ((text: string, tone: 'success' | 'danger') => void) | undefined

/** Resolves to whether the person said yes. */
export function ask(question: Question): Promise<boolean> {
  return new Promise(resolve => show?.({ question, answer: resolve }))
}

export function toast(text: string, tone: 'success' | 'danger' = 'success'): void {
  say?.(text, tone)
}

/** Once, beside the page. */
export function Dialogs() {
  const [waiting, setWaiting] = useState<Waiting>()
  useEffect(() => {
    show = setWaiting
  }, [])
  const answer = (isYes: boolean) => {
    waiting?.answer(isYes)
    setWaiting(undefined)
  }
  return (
    <>
      {waiting === undefined ? null : <QuestionDialog question={waiting.question} answer={answer} />}
      <Toasts />
    </>
  )
}

function QuestionDialog({ question, answer }: { question: Question; answer: (isYes: boolean) => void }) {
  const [typed, setTyped] = useState('')
  const id = useId()
  const isReady = question.typed === undefined || typed === question.typed.text
  return (
    <Dialog title={question.title} onClose={() => answer(false)}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (isReady) answer(true)
        }}
      >
        <div class="dialog-body stack">
          {question.lead === undefined ? null : <div>{question.lead}</div>}
          {question.typed === undefined ? null : (
            <div class="field">
              <label for={id}>{question.typed.label}</label>
              <input id={id} value={typed} autocomplete="off" onInput={event => setTyped(event.currentTarget.value)} />
            </div>
          )}
        </div>
        <div class="dialog-foot">
          <Button onClick={() => answer(false)}>{shared().cancel}</Button>
          <Button type="submit" tone={question.isDangerous === true ? 'danger' : 'primary'} disabled={!isReady}>
            {question.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface Said {
  readonly id: number
  readonly text: string
  readonly tone: 'success' | 'danger'
}

function Toasts() {
  const [all, setAll] = useState<readonly Said[]>([])
  useEffect(() => {
    let last = 0
    say = (text, tone) => {
      last += 1
      const id = last
      setAll(before => [...before, { id, text, tone }])
      setTimeout(() => setAll(before => before.filter(each => each.id !== id)), 6000)
    }
  }, [])
  return (
    <div class="toasts" role="status">
      {all.map(({ id, text, tone }) => (
        <p key={id} class={`toast ${tone}`}>
          {text}
        </p>
      ))}
    </div>
  )
}
