/** Reads the setting `organizationRoles`. All faults are told at once, so that one start shows them all. */
import { refuse, type ValueResult } from '../../settings/value-result.ts'
import { ownerRole } from './owner-role.ts'
import { organizationRights } from './rights.ts'

const roleName = /^[a-z][a-z0-9_-]{0,29}$/
const rightName = /^[a-z][a-z0-9_-]{0,49}(\.[a-z][a-z0-9_-]{0,49}){1,3}$/
const example = "write organizationRoles: { admin: ['members.invite', 'project.edit'], member: ['members.view'] }"

export const defaultRoles = {
  [ownerRole]: ['*'],
  admin: ['organization.edit', 'members.view', 'members.edit', 'members.invite'],
  member: ['members.view'],
} as const

/** Owners are first and have all rights, named or not. */
export function readRoles(raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refuse('is not an object', example)
  const given = Object.entries(raw)
  const faults = given.flatMap(([role, rights]) => faultsOf(role, rights))
  const [fault] = faults
  if (fault !== undefined) return refuse(faults.map(({ what }) => what).join('; '), fault.fix)
  const others = given.filter(([role]) => role !== ownerRole)
  if (others.length === 0) return refuse('has no role beside owner, which members could have', example)
  const read = others.map(([role, rights]) => [role, Object.freeze([...new Set(rights as readonly string[])])] as const)
  return { ok: true, value: Object.freeze({ [ownerRole]: ['*'], ...Object.fromEntries(read) }) }
}

/** From an environment variable, as JSON. */
export function readRolesText(text: string): ValueResult {
  try {
    return readRoles(JSON.parse(text))
  } catch {
    return refuse('is not JSON', 'write {"admin":["members.invite"],"member":["members.view"]}')
  }
}

interface Fault {
  readonly what: string
  readonly fix: string
}

function faultsOf(role: string, rights: unknown): readonly Fault[] {
  const name = JSON.stringify(role.slice(0, 40))
  if (!roleName.test(role)) {
    return [{ what: `${name} is no name for a role`, fix: 'begin it with a letter, in lower case, and use no blanks' }]
  }
  if (!Array.isArray(rights) || !rights.every(right => typeof right === 'string')) {
    return [{ what: `${role} has no list of rights`, fix: example }]
  }
  if (role === ownerRole && !(rights.length === 1 && rights[0] === '*')) {
    return [{ what: 'owner has a list of its own, and owners have all rights', fix: "leave owner out, or write ['*']" }]
  }
  return (rights as readonly string[]).flatMap(right => rightFault(role, right))
}

/** Words of the application are free; those that look like ours have to be one of ours (typing mistakes). */
function rightFault(role: string, right: string): readonly Fault[] {
  if (right === '*' || (organizationRights as readonly string[]).includes(right)) return []
  const shown = JSON.stringify(right.slice(0, 60))
  if (!rightName.test(right)) {
    return [{ what: `${role}: ${shown} is no name for a right`, fix: "write it as 'project.edit', in lower case" }]
  }
  if (!/^(organization|members)\./.test(right)) return []
  const fix = `choose among ${organizationRights.join(', ')}, or begin your own with another word`
  return [{ what: `${role}: ${shown} is none of Latchkey's rights`, fix }]
}
