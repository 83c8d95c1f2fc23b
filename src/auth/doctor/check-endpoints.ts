/** Whether `paths` and `disabledEndpoints` name endpoints that exist, and leave none behind that a mail or a page leads to. */
import type { Settings } from '../../settings/settings.ts'
import { findLinkFaults } from '../find-link-faults.ts'
import { everyEndpoint, findServerFaults } from '../routes.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('endpoints')

export function checkEndpoints(settings: Settings): readonly Finding[] {
  const faults = findServerFaults(settings)
  // A misspelt name says nothing about where the others lead.
  if (faults.length > 0)
    return faults.map(({ setting, what, fix }) => fault(`${setting} ${what}.`, `${sentence(fix)}.`))
  return findLinkFaults(settings, () => everyEndpoint(settings)).map(({ kind, what, fix }) =>
    kind === 'off' ? fault(`${what}.`, fix) : advice(`${what}.`, fix),
  )
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
