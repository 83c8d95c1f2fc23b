/** Small parts of pages. */
import { type ComponentChildren, Fragment } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import type { Refusal } from './api.ts'
import { fill, showAgo, showInstant, showMoment } from './i18n.ts'
import { textOfCode } from './refusals.ts'
import { shared } from './words.ts'

export function PageHead({ title, lead, children }: { title: string; lead?: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · ${document.title.split(' · ').at(-1)}`
  }, [title])
  return (
    <header class="page-head">
      <h1>{title}</h1>
      {children === undefined ? null : <div class="actions">{children}</div>}
      {lead === undefined ? null : <p class="lead">{lead}</p>}
    </header>
  )
}

export function Moment({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) return <span class="muted">{shared().never}</span>
  return (
    <time dateTime={at} title={showMoment(at)} class="nowrap">
      {showAgo(at)}
    </time>
  )
}

/** The time itself, to the second, and how long ago that is. */
export function Instant({ at }: { at: string }) {
  return (
    <time dateTime={at}>
      {showInstant(at)} <span class="muted">({showAgo(at)})</span>
    </time>
  )
}

export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'accent' | ''

export function Badge({ tone = '', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>
}

export function Alert({ tone, title, children }: { tone: Tone; title?: string; children?: ComponentChildren }) {
  return (
    <div class={`alert ${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      {title === undefined ? null : <p class="alert-title">{title}</p>}
      {children}
    </div>
  )
}

export function Loading() {
  return (
    <div class="row muted" role="status">
      <span class="spinner" aria-hidden="true" />
      {shared().loading}
    </div>
  )
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** What a refusal says, in the language of the page where it has words for it. */
export function explain(refusal: Refusal): string {
  const words = shared()
  const said = textOfCode(refusal.code)
  if (refusal.code === 'unavailable' || (refusal.status >= 500 && said === undefined)) return words.unavailable
  if (refusal.status === 429) return fill(words.tooMany, { count: refusal.retryAfter ?? 60 })
  if (refusal.code === 'passkey_unused') return words.passkeyUnused
  if (refusal.code === 'permission_denied') return words.notAllowed
  if (refusal.status === 404) return words.notFound
  // With messages about fields, those say more.
  const atFields = Object.values(refusal.fields).flat().join(' ')
  return (atFields || said) ?? (refusal.detail || words.failed)
}

export function Refused({ refusal, again }: { refusal: Refusal; again?: () => void }) {
  return (
    <div class="alert danger" role="alert">
      <p>{explain(refusal)}</p>
      {again === undefined ? null : (
        <button type="button" class="button small" onClick={again}>
          {shared().tryAgain}
        </button>
      )}
    </div>
  )
}

/** In place of a page that cannot be shown. */
export function RefusedPage({ title, ...refused }: { title: string; refusal: Refusal; again: () => void }) {
  return (
    <>
      <PageHead title={title} />
      <Refused {...refused} />
    </>
  )
}

export interface ButtonProps {
  readonly tone?: 'primary' | 'danger' | 'quiet' | 'link' | ''
  readonly small?: boolean
  readonly isBusy?: boolean
  readonly disabled?: boolean
  readonly type?: 'button' | 'submit'
  readonly label?: string
  readonly onClick?: () => unknown
  readonly children: ComponentChildren
}

/** While what it began is under way it cannot be pressed again. */
export function Button({ tone = '', small = false, type = 'button', label, onClick, children, ...rest }: ButtonProps) {
  const [isRunning, setRunning] = useState(false)
  const isBusy = rest.isBusy === true || isRunning
  const press = async () => {
    if (onClick === undefined || isBusy) return
    setRunning(true)
    try {
      await onClick()
    } finally {
      setRunning(false)
    }
  }
  return (
    <button
      type={type}
      class={`button ${tone} ${small ? 'small' : ''}`}
      disabled={rest.disabled === true}
      aria-label={label}
      onClick={press}
      aria-busy={isBusy ? true : undefined}
    >
      {children}
    </button>
  )
}

/** An address or a login name, which breaks before an @ or a dot rather than within a word. */
export function Address({ text }: { text: string }) {
  const [first, ...others] = text.split(/(?=[@.])/)
  return (
    <span class="address">
      {first}
      {others.map((part, index) => (
        <Fragment key={index}>
          <wbr />
          {part}
        </Fragment>
      ))}
    </span>
  )
}

export function CopyText({ text, label }: { text: string; label?: string }) {
  return (
    <div class="copy">
      <code class="wrap">{text}</code>
      <CopyButton text={text} label={label ?? text} />
    </div>
  )
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const words = shared()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <>
      <button type="button" class="button small" onClick={copy} aria-label={`${words.copy}: ${label}`}>
        {isCopied ? words.copied : words.copy}
      </button>
      <span class="visually-hidden" role="status">
        {isCopied ? words.copied : ''}
      </span>
    </>
  )
}

/** The command that would do the same as a form. */
export function CommandLine({ command }: { command: string }) {
  const id = useId()
  return (
    <details class="command-line">
      <summary id={id}>{shared().commandLine}</summary>
      <CopyText text={command} label={shared().commandLine} />
    </details>
  )
}

/** A word of a command line, quoted for a shell where it has to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

export interface Tab {
  readonly name: string
  readonly label: string
  readonly href: string
}

export function Tabs({ tabs, current, label }: { tabs: readonly Tab[]; current: string; label: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(tab => (
        <a key={tab.name} href={tab.href} aria-current={tab.name === current ? 'page' : undefined}>
          {tab.label}
        </a>
      ))}
    </nav>
  )
}
