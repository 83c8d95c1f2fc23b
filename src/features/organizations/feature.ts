/** Organizations: what the feature adds to an installation. auth.ts lists it. */
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'

export function organizationParts({
  organizations,
  organizationDirectory,
}: Store): Needs<'organizations' | 'organizationDirectory'> {
  return { organizations, organizationDirectory }
}
