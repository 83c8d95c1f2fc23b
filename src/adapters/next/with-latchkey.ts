/** What Latchkey needs of a Next configuration. */
import { rememberBasePath } from './peers.ts'

interface NextConfig {
  readonly basePath?: string | undefined
  readonly serverExternalPackages?: readonly string[] | undefined
}

interface Needed {
  skipTrailingSlashRedirect: true
  serverExternalPackages: string[]
}

/**
 * `export default withLatchkey(nextConfig)` in next.config: paths that end with a slash are served and not redirected (308
 * makes some clients drop the body or the Authorization header), and the package is loaded by Node and not bundled, because
 * it reads files beside it.
 */
export function withLatchkey<C extends object, A extends readonly unknown[]>(
  config: (...context: A) => C | Promise<C>,
): (...context: A) => Promise<Omit<C, keyof Needed> & Needed>
export function withLatchkey<C extends object>(config?: C): Omit<C, keyof Needed> & Needed
export function withLatchkey(config: object | ((...context: unknown[]) => object | Promise<object>) = {}): unknown {
  if (typeof config !== 'function') return extend(config)
  return async (...context: unknown[]) => extend(await config(...context))
}

function extend(config: NextConfig): Needed {
  // Next reads its configuration in the process of the server, before the first request.
  rememberBasePath(config.basePath)
  const packages = new Set([...(config.serverExternalPackages ?? []), 'latchkey'])
  return { ...config, skipTrailingSlashRedirect: true, serverExternalPackages: [...packages] }
}
