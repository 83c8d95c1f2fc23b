/** A new account, whose owner chooses the password. */
import { call } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { CommandLine, Loading, PageHead, RefusedPage } from '../../shared/parts.tsx'
import { goTo, routeTo } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { createCommand } from '../commands.tsx'
import type { Account } from '../me.ts'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: Readonly<Record<string, FieldInfos>>
}

export function NewUserPage() {
  const text = words().newUser
  const { data, refusal, reload } = useLoaded<Described>(() => call('admin_users', { method: 'OPTIONS' }), [])
  if (refusal !== undefined) return <RefusedPage title={text.title} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  const done = (user: Account) => {
    toast(text.done)
    goTo(routeTo(['users', user.id]))
  }
  return (
    <>
      <nav>
        <a href="#/users">← {words().user.back}</a>
      </nav>
      <PageHead title={text.title} lead={text.lead} />
      <div class="card">
        <div class="card-body">
          <Form
            fields={data.actions?.POST ?? {}}
            values={{ is_active: true }}
            submit={text.submit}
            send={body => call<Account>('admin_users', { method: 'POST', body })}
            after={given => <CommandLine command={createCommand(given)} />}
            onDone={done}
            onCancel={() => goTo('#/users')}
          />
        </div>
      </div>
    </>
  )
}
