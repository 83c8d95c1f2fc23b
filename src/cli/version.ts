/** The version of the package, from its `package.json`: two folders above, in the sources and in the build. */
import { readFileSync } from 'node:fs'

export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version }: { readonly version?: unknown } = JSON.parse(text)
  return String(version)
}
