/** The address at which browsers reach our endpoints. From the settings alone: an attacker controls Host (host header poisoning). */
import { publicUrlOf } from '../mail/link.ts'

export interface ApiUrlSettings {
  readonly apiUrl: string | undefined
  readonly publicUrl: string | undefined
  readonly port: number
}

/**
 * Without a slash at its end. A path in `apiUrl` is the whole base path. The path of `publicUrl` is the application's,
 * so `basePath` replaces it.
 */
export function apiUrlOf({ apiUrl, publicUrl, port }: ApiUrlSettings, basePath: string): string {
  const given = apiUrl ?? publicUrlOf({ publicUrl, port })
  const { origin, pathname } = new URL(given)
  const isWhole = basePath === '' || (apiUrl !== undefined && pathname !== '/')
  return isWhole ? given.replace(/\/$/, '') : `${origin}${basePath}`
}
