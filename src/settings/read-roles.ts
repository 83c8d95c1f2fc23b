/** Reads roles: their names, and the form of what each is given. Which permissions there are is the business of `rules/roles.ts`. */
import { isPermissionName } from '../kernel/permission-name.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'

const example = "{ editor: ['blog.add_post'] }"
/** One word, as claims, tables of a policy and command lines name it. */
const roleName = /^\p{L}[\p{L}\p{N}_.-]{0,149}$/u
const wholeApp = /^[a-z_][a-z0-9_]*\.\*$/i

export function readRoles(raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refuse('is not an object of roles and their permissions', `write ${example}`)
  }
  const roles = new Map<string, readonly string[]>()
  for (const [name, given] of Object.entries(raw)) {
    if (given === undefined) continue
    if (!roleName.test(name)) {
      const fix = 'begin with a letter, and use letters, digits and _ . - alone, at most 150'
      return refuse(`has a role of the name ${JSON.stringify(name.slice(0, 60))}`, fix)
    }
    const list: readonly unknown[] | undefined = Array.isArray(given) ? given : undefined
    if (list === undefined) return refuse(`gives ${name} no list`, `write ${name}: ['blog.add_post']`)
    const odd = list.find(each => typeof each !== 'string' || !(isPermissionName(each) || wholeApp.test(each)))
    if (odd !== undefined) {
      const shown = typeof odd === 'string' ? `'${odd.slice(0, 60)}'` : `a ${typeof odd}`
      return refuse(
        `gives ${name} ${shown}, which is no permission`,
        "write 'blog.add_post', or 'blog.*' for all of an app",
      )
    }
    roles.set(name, Object.freeze(list.map(String)))
  }
  const twin = findTwin([...roles.keys()])
  if (twin !== undefined)
    return refuse(`has ${twin.join(' and ')}, which are two roles`, 'keep one of the two spellings')
  return accept(Object.freeze(Object.fromEntries(roles)))
}

/** From an environment variable. */
export function readRolesText(text: string): ValueResult {
  try {
    return readRoles(JSON.parse(text))
  } catch {
    return refuse('is not JSON', 'write {"editor":["blog.add_post"]}')
  }
}

/** Two names that differ in case alone would be told apart by the database, and by no reader. */
function findTwin(names: readonly string[]): readonly string[] | undefined {
  const seen = new Map<string, string>()
  for (const name of names) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) return [other, name]
    seen.set(name.toLowerCase(), name)
  }
  return undefined
}
