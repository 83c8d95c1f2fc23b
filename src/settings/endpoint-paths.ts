/** Where the settings put a built-in endpoint, and whether they switch it off. */
import type { Settings } from './settings.ts'

export type PathSettings = Pick<Settings, 'paths' | 'disabledEndpoints'>

/** Whether a built-in row is switched off: by its name, or by the beginning of it and an asterisk. */
export function isDisabled({ disabledEndpoints }: Pick<PathSettings, 'disabledEndpoints'>, name?: string): boolean {
  return name !== undefined && disabledEndpoints.some(pattern => matchesName(pattern, name))
}

/** Where a built-in endpoint is, for texts that name it; `undefined` if it is switched off. */
export function pathOf(settings: PathSettings, name: string, usual: string): string | undefined {
  if (isDisabled(settings, name)) return undefined
  const [path = usual] = settings.paths[name] ?? []
  return path
}

/** `email_*` is every name that begins so. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}
