/** Describes a row for OPTIONS, without the actions that this caller is not allowed to perform. */

import type { FieldsSchema } from '../../fields/read-fields.ts'
import { findRefusal } from '../../permissions/permission.ts'
import { AuthError } from '../../problems.ts'
import type { System } from '../../system.ts'
import { createQuestion } from '../authorize/permission-question.ts'
import type { Call, Endpoint } from './endpoint.ts'
import { type DescribedMethod, describeOptions, type OptionsBody } from './metadata.ts'

export async function describeEndpoint(system: System, endpoint: Endpoint, call: Call): Promise<OptionsBody> {
  const { name, description } = endpoint
  const actions: Partial<Record<DescribedMethod, FieldsSchema>> = {}
  for (const method of ['POST', 'PUT', 'PATCH'] as const) {
    const { input, inputFor, isDescribed = method !== 'PATCH' } = endpoint.methods[method] ?? {}
    if (input === undefined || !isDescribed || !(await canPerform(system, endpoint, method, call))) continue
    actions[method] = (await inputFor?.(call)) ?? input
  }
  return describeOptions({ name, description, actions })
}

async function canPerform(system: System, endpoint: Endpoint, method: DescribedMethod, call: Call): Promise<boolean> {
  const naming = { ...call.incoming, params: call.params }
  const question = createQuestion(system, call.principal, method, naming)
  if ((await findRefusal(endpoint.permissions, question)) !== undefined) return false
  try {
    await endpoint.methods[method]?.checkObject?.(system, { ...call, incoming: { ...call.incoming, method } })
    return true
  } catch (error) {
    if (error instanceof AuthError && error.status < 500) return false
    throw error
  }
}
