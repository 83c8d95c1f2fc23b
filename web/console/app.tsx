/** Which page is shown, and the menu: pages that the operator has no right to are not in it. */
import { call, logOut } from '../shared/api.ts'
import { config, pageLink, pathOf } from '../shared/config.ts'
import { Button, Loading, PageHead, Refused } from '../shared/parts.tsx'
import { useRoute } from '../shared/route.ts'
import { type MenuGroup, Shell } from '../shared/shell.tsx'
import { StepUp } from '../shared/step-up.tsx'
import { useLoaded } from '../shared/use-loaded.ts'
import { shared } from '../shared/words.ts'
import { type Me, MeContext, nameOf, useMe } from './me.ts'
import { type PageEntry, pages } from './pages.tsx'
import { words } from './words/words.ts'

export function App() {
  const { data: me, refusal, reload } = useLoaded<Me>(() => call('admin_me'), [])
  if (refusal?.status === 403) return <NotStaff />
  if (refusal !== undefined)
    return (
      <main class="content">
        <Refused refusal={refusal} again={reload} />
      </main>
    )
  if (me === undefined)
    return (
      <main class="content">
        <Loading />
      </main>
    )
  return (
    <MeContext.Provider value={me}>
      <Frame />
    </MeContext.Provider>
  )
}

/** Logged in, and no operator: nothing here says what there would be. */
function NotStaff() {
  const account = pageLink('account')
  return (
    <main class="content">
      <PageHead title={words().notStaff.title} lead={words().notStaff.lead} />
      <div class="row">
        {account === undefined ? null : (
          <a class="button" href={account}>
            {words().notStaff.account}
          </a>
        )}
        <Button onClick={logOut}>{shared().logOut}</Button>
      </div>
    </main>
  )
}

function Frame() {
  const me = useMe()
  const { segments } = useRoute()
  const isOpen = ({ right, endpoint }: PageEntry) => (right === '' || me.may(right)) && pathOf(endpoint) !== undefined
  const open = pages.filter(isOpen)
  const page = open.find(({ segment }) => segment === (segments[0] ?? ''))
  const menu = menuOf(open.filter(({ isUnlisted }) => isUnlisted !== true))
  const account = pageLink('account')
  const login = config.loginField === 'email' ? me.user.email : me.user.username
  return (
    <>
      <Shell
        title={words().title}
        who={nameOf(me.user)}
        menu={menu}
        links={
          account === undefined ? undefined : (
            <a class="small" href={account}>
              {words().account}
            </a>
          )
        }
      >
        {page === undefined ? (
          <>
            <PageHead title={shared().notFound} />
            <p>
              <a href="#/">{words().menu.overview}</a>
            </p>
          </>
        ) : (
          <page.Page segments={segments.slice(1)} />
        )}
      </Shell>
      <StepUp login={login} />
    </>
  )
}

function menuOf(open: readonly PageEntry[]): readonly MenuGroup[] {
  const groups = Map.groupBy(open, ({ group }) => group)
  return [...groups].map(([group, entries]) => ({
    ...(group === '' ? {} : { title: words().groups[group] }),
    items: entries.map(({ segment, label }) => ({ href: `#/${segment}`, segment, label: words().menu[label] })),
  }))
}
