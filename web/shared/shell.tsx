/** The frame behind the login: brand, who is logged in, the pages, and the content, which gets the focus when it changes. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { logOut } from './api.ts'
import { config } from './config.ts'
import { Dialogs } from './dialogs.tsx'
import { useKeptFocus } from './keep-focus.ts'
import { LoginNameContext } from './login-name.tsx'
import { Button } from './parts.tsx'
import { useRoute } from './route.ts'
import { shared } from './words.ts'

export interface MenuItem {
  readonly href: string
  readonly label: string
  /** The first segment of its pages. */
  readonly segment: string
}

export interface MenuGroup {
  readonly title?: string
  readonly items: readonly MenuItem[]
}

interface ShellProps {
  readonly title: string
  readonly who: string
  readonly menu: readonly MenuGroup[]
  readonly links?: ComponentChildren
  readonly children: ComponentChildren
}

export function Shell({ title, who, menu, links, children }: ShellProps) {
  const words = shared()
  const { segments } = useRoute()
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  const place = segments.join('/')
  useKeptFocus(main)
  const side = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On a phone the pages are a row that scrolls.
    const item = side.current?.querySelector<HTMLElement>('[aria-current]')
    if (item) side.current?.scrollTo({ left: item.offsetLeft - 40 })
  }, [place])
  useEffect(() => {
    // On the first page the browser's own place is right; later the new content is read from its beginning.
    if (isFirst.current) isFirst.current = false
    else {
      main.current?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
  }, [place])
  return (
    <div class="shell">
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        {words.skip}
      </button>
      <header class="topbar">
        <a class="brand" href="#/">
          {config.brandLogo === null ? null : <img src={config.brandLogo} alt="" />}
          <span class="truncate">
            {config.brand} <span class="muted">{title}</span>
          </span>
        </a>
        <span class="spacer" />
        <div class="actions">
          {links}
          <span class="muted small truncate who">{who}</span>
          <Button small onClick={logOut}>
            {words.logOut}
          </Button>
        </div>
      </header>
      <div class="sidebar" ref={side}>
        <nav aria-label={words.menu}>
          {menu.map(group => (
            <MenuPart key={group.title ?? ''} group={group} current={segments[0] ?? ''} />
          ))}
        </nav>
      </div>
      <main class="content" id="main" tabIndex={-1} ref={main}>
        <LoginNameContext.Provider value={who}>{children}</LoginNameContext.Provider>
      </main>
      <Languages />
      <Dialogs />
    </div>
  )
}

function MenuPart({ group, current }: { group: MenuGroup; current: string }) {
  return (
    <>
      {group.title === undefined ? null : <span class="nav-title">{group.title}</span>}
      {group.items.map(item => (
        <a key={item.href} href={item.href} aria-current={item.segment === current ? 'page' : undefined}>
          {item.label}
        </a>
      ))}
    </>
  )
}

/** Drawn again with each place, which the links keep. */
function Languages() {
  const query = new URLSearchParams(location.search)
  const hrefOf = (language: string) => {
    query.set('lang', language)
    return `?${query}${location.hash}`
  }
  return (
    <nav class="language shell-foot" aria-label={shared().language}>
      {Object.entries(config.languages).map(([code, name]) => (
        <a
          key={code}
          href={hrefOf(code)}
          hreflang={code}
          lang={code}
          aria-current={code === config.language ? 'true' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}
