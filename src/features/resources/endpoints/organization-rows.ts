/**
 * Rows of an organization: which one a request is about, and that the caller is still a member of it when a row is written.
 * A body can be long on its way, and the permissions were asked before it.
 */
import { permissionError } from '../../../http/authorize/permission-error.ts'
import { createQuestion } from '../../../http/authorize/permission-question.ts'
import type { Call } from '../../../http/endpoints/endpoint.ts'
import { isMember, organizationOf } from '../../../permissions/organization.ts'
import { findRefusal } from '../../../permissions/permission.ts'
import { problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import type { Resource } from '../resource.ts'
import type { RowWriter } from './change-row.ts'
import { requireCaller } from './visible-rows.ts'

/** The id of the organization that the permissions of the request admitted the caller to; `undefined`: rows have none. */
export function findRowsOrganization({ organization }: Resource, call: Call): string | undefined {
  return organization === undefined ? undefined : organizationOf(requireCaller(call)).id
}

/** Asks once more before each write. `undefined`: rows belong to no organization, so there is nothing to ask. */
export function memberWriter(system: System, resource: Resource, call: Call): RowWriter | undefined {
  const organization = findRowsOrganization(resource, call)
  if (organization === undefined) return undefined
  const { tables } = system
  const ask = () => requireStillMember(system, resource, call, organization)
  return {
    async insert(...row) {
      await ask()
      return await tables.insert(...row)
    },
    async update(...row) {
      await ask()
      return await tables.update(...row)
    },
    async remove(...row) {
      await ask()
      return await tables.remove(...row)
    },
  }
}

async function requireStillMember(
  system: System,
  { permissions }: Resource,
  call: Call,
  organization: string,
): Promise<void> {
  const { incoming, params } = call
  const principal = requireCaller(call)
  const question = createQuestion(system, principal, incoming.method, { ...incoming, params })
  const asking = [isMember, ...permissions.filter(({ asksOrganization }) => asksOrganization === true)]
  const refusal = await findRefusal(asking, question)
  if (refusal !== undefined) throw permissionError(refusal, principal)
  // A slug can be given up, and taken by another organization.
  if (organizationOf(principal).id !== organization) throw problem('not_found', { reason: 'organization' })
}
