/** The fields of an account, the links that its owner can be sent, and its end. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { pathOf } from '../../shared/config.ts'
import { ask, Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, type Values } from '../../shared/form.tsx'
import { fill } from '../../shared/i18n.ts'
import { Button, CommandLine, CopyText, explain, Loading, Moment, Refused } from '../../shared/parts.tsx'
import { goTo } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { shared } from '../../shared/words.ts'
import type { AccountDetails, TabProps } from '../account-details.ts'
import { commandName, memberOption } from '../commands.tsx'
import { nameOf, useMe } from '../me.ts'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: Readonly<Record<string, FieldInfos>>
}

export function ProfileTab({ user, reload }: TabProps) {
  const me = useMe()
  const text = words().user
  const params = { id: user.id }
  const described = useLoaded<Described>(() => call('admin_user', { params, method: 'OPTIONS' }), [user.id])
  if (described.refusal !== undefined) return <Refused refusal={described.refusal} again={described.reload} />
  if (described.data === undefined) return <Loading />
  const fields = described.data.actions?.PATCH ?? described.data.actions?.PUT
  const done = () => {
    toast(text.saved)
    reload()
  }
  return (
    <div class="split">
      <div class="card">
        <div class="card-body">
          {fields === undefined || !me.may('auth.change_user') ? (
            <Facts user={user} />
          ) : (
            <Form
              fields={fields}
              values={{ ...user }}
              isChange
              submit={shared().save}
              send={body => call('admin_user', { params, method: 'PATCH', body })}
              onDone={done}
              after={given =>
                Object.keys(given).length === 0 ? null : <CommandLine command={changeCommand(user, given)} />
              }
            />
          )}
        </div>
      </div>
      <div class="stack">
        {fields === undefined ? null : (
          <div class="card">
            <div class="card-body">
              <Facts user={user} />
            </div>
          </div>
        )}
        <Links user={user} />
        <DangerZone user={user} />
      </div>
    </div>
  )
}

function Facts({ user }: { user: AccountDetails }) {
  const text = words().user
  return (
    <dl class="facts">
      <dt>{text.facts.id}</dt>
      <dd class="mono wrap">{String(user.id)}</dd>
      <dt>{text.facts.joined}</dt>
      <dd>
        <Moment at={user.date_joined} />
      </dd>
      <dt>{text.facts.lastLogin}</dt>
      <dd>
        <Moment at={user.last_login} />
      </dd>
      <dt>{text.facts.password}</dt>
      <dd>{user.has_usable_password ? text.hasPassword : text.noPassword}</dd>
      <dt>{text.facts.address}</dt>
      <dd>{user.email_verified ? text.verified : text.notVerified}</dd>
    </dl>
  )
}

const options: Readonly<Record<string, string>> = { is_staff: '--staff', is_superuser: '--superuser' }

/** Opening and closing an account are commands of their own, and the application's fields are set by their names. */
function changeCommand(user: AccountDetails, given: Values): string {
  const login = commandName(user)
  const { is_active: isActive, ...others } = given
  const flag =
    isActive === undefined ? [] : [`latchkey users ${isActive === true ? 'activate' : 'deactivate'} ${login}`]
  const changes = Object.entries(others).map(([name, value]) => {
    return name in options ? `${options[name]} ${value === true ? 'yes' : 'no'}` : memberOption(name, value)
  })
  return [...flag, ...(changes.length === 0 ? [] : [['latchkey users change', login, ...changes].join(' ')])].join(
    ' && ',
  )
}

function Links({ user }: { user: AccountDetails }) {
  const me = useMe()
  const text = words().user
  const [link, setLink] = useState<string>()
  if (!me.may('auth.change_user') || pathOf('admin_user_password_reset') === undefined) return null
  const send = async (deliver: 'mail' | 'link') => {
    const outcome = await call<{ readonly link: string | null }>('admin_user_password_reset', {
      params: { id: user.id },
      method: 'POST',
      body: { deliver },
    })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    if (outcome.data.link === null) toast(text.mailSent)
    else setLink(outcome.data.link)
  }
  const verify = async () => {
    const outcome = await call('admin_user_verify_email', { params: { id: user.id }, method: 'POST' })
    if (outcome.ok) toast(text.mailSent)
    else toast(explain(outcome), 'danger')
  }
  return (
    <div class="card">
      <div class="card-body stack">
        <Button onClick={() => send('mail')}>{text.resetMail}</Button>
        <Button onClick={() => send('link')}>{text.resetLink}</Button>
        {user.email_verified || user.email === '' ? null : <Button onClick={verify}>{text.verifyMail}</Button>}
        <SetPassword user={user} />
        <CommandLine command={`latchkey users password-link ${commandName(user)}`} />
      </div>
      {link === undefined ? null : (
        <Dialog title={text.linkTitle} onClose={() => setLink(undefined)}>
          <div class="dialog-body stack">
            <p>{text.linkLead}</p>
            <CopyText text={link} />
          </div>
        </Dialog>
      )}
    </div>
  )
}

const passwordField = { password: { type: 'string', required: true, read_only: false } }

/** Where the settings let operators set passwords: one's own is changed with the old one. */
function SetPassword({ user }: { user: AccountDetails }) {
  const me = useMe()
  const text = words().user
  const [isOpen, setOpen] = useState(false)
  if (pathOf('admin_user_set_password') === undefined || user.id === me.user.id) return null
  const done = () => {
    setOpen(false)
    toast(text.passwordSet)
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text.setPassword}</Button>
      {isOpen ? (
        <Dialog title={text.setPassword} onClose={() => setOpen(false)}>
          <div class="dialog-body">
            <Form
              fields={passwordField}
              submit={text.setPassword}
              send={body => call('admin_user_set_password', { params: { id: user.id }, method: 'POST', body })}
              onDone={done}
              onCancel={() => setOpen(false)}
              after={() => <CommandLine command={`latchkey users set-password ${commandName(user)}`} />}
              autocomplete={{ password: 'new-password' }}
            />
          </div>
        </Dialog>
      ) : null}
    </>
  )
}

function DangerZone({ user }: { user: AccountDetails }) {
  const me = useMe()
  const text = words().user
  if (!me.may('auth.delete_user') || user.id === me.user.id) return null
  const remove = async () => {
    const name = nameOf(user)
    const isSure = await ask({
      title: text.delete,
      lead: <p>{text.deleteLead}</p>,
      confirm: text.delete,
      isDangerous: true,
      typed: { label: fill(text.deleteTyped, { name }), text: name },
    })
    if (!isSure) return
    const outcome = await call('admin_user', { params: { id: user.id }, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.deleted)
    goTo('#/users')
  }
  return (
    <div class="card danger-zone">
      <div class="card-body stack">
        <h2>{text.danger}</h2>
        <Button tone="danger" onClick={remove}>
          {text.delete}
        </Button>
        <CommandLine command={`latchkey users delete ${commandName(user)}`} />
      </div>
    </div>
  )
}
