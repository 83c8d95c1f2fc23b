/** The organizations that an account belongs to. */
import { call } from '../../shared/api.ts'
import { Badge, Empty, Loading, Moment, Refused } from '../../shared/parts.tsx'
import { routeTo } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { TabProps } from '../account-details.ts'
import { words } from '../words/words.ts'

interface Membership {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly joined_at: string
}

export function OrganizationsTab({ user }: TabProps) {
  const text = words().organizations
  const params = { id: user.id }
  const { data, refusal, reload } = useLoaded<readonly Membership[]>(
    () => call('admin_user_organizations', { params }),
    [user.id],
  )
  if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  if (data.length === 0) return <Empty title={text.noneOfUser} />
  return (
    <ul class="list card flush">
      {data.map(({ id, name, role, joined_at: at }) => (
        <li key={id}>
          <a class="list-main wrap" href={routeTo(['organizations', id])}>
            {name}
          </a>
          <span class="list-end">
            <Badge>{role}</Badge> <Moment at={at} />
          </span>
        </li>
      ))}
    </ul>
  )
}
