/** The first page. */
import { PageHead } from '../../shared/parts.tsx'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

export function OverviewPage() {
  const { may } = useMe()
  const { title, lead, find } = words().overview
  return (
    <>
      <PageHead title={title} lead={lead} />
      {may('auth.view_user') ? (
        <p>
          <a class="button" href="#/users">
            {find}
          </a>
        </p>
      ) : null}
    </>
  )
}
