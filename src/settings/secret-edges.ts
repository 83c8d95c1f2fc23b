/**
 * Blanks around a secret. Programs that share one read it differently there: a shell's `$(cat file)` drops a line break
 * at the end, a Kubernetes secret made with `echo` keeps it, and tokens of one are refused by the other.
 */
import type { ValueFault } from './value-result.ts'

export function findEdgeFault(secret: string): ValueFault | undefined {
  // PEM ends with a line break, and its readers skip it.
  if (secret.trim() === secret || secret.includes('-----BEGIN')) return undefined
  const isLineBreak = /^[^\r\n]*[\r\n]+$/.test(secret.trimStart() === secret ? secret : '')
  return {
    what: isLineBreak
      ? 'ends with a line break, which another program that reads it may not take for a part of it'
      : 'has blanks around it, which another program that reads it may not take for a part of it',
    fix: 'remove them, such as with `printf %s` in place of `echo`; if other services sign with them, change it there too',
  }
}
