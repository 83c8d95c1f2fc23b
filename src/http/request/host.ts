/** ALLOWED_HOSTS as in Django: exact names, `.example.com` for a domain with its subdomains, `*` for all. */
import { rememberFew } from '../../kernel/remember-few.ts'
import { problem } from '../../problems.ts'

const hostHeader = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::\d+)?$/

/** Throws `disallowed_host` for any other Host header: links and redirects must not follow a forged one. */
export function checkHost(header: string | undefined, allowed: readonly string[]): void {
  if (!isAllowedHost(header ?? '', allowed)) throw problem('disallowed_host', { reason: 'host' })
}

/** `checkHost`, with a memory for those that are allowed: few of them serve a site. */
export function createHostCheck(allowed: readonly string[]): (header: string | undefined) => void {
  const check = rememberFew(header => {
    checkHost(header, allowed)
    return true
  })
  return header => void check(header ?? '')
}

export function isAllowedHost(header: string, allowed: readonly string[]): boolean {
  const name = hostHeader.exec(header.toLowerCase())?.[1]?.replace(/\.$/, '')
  return name !== undefined && allowed.some(pattern => matches(name, pattern.toLowerCase()))
}

function matches(name: string, pattern: string): boolean {
  if (pattern === '*' || pattern === name) return true
  return pattern.startsWith('.') && (name === pattern.slice(1) || name.endsWith(pattern))
}
