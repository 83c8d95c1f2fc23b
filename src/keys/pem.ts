/**
 * PEM as people pass it on: with `\n` as two characters (variables of Docker and of CI), in quotes that were not taken off,
 * with the line breaks of Windows.
 */
import { refuseKey } from './faults.ts'

/** The lines as they are in a file. What is not PEM comes back unchanged. */
export function normalizePem(text: string): string {
  const bare = text.trim().replace(/^(["'])([\s\S]*)\1$/, '$2')
  if (!bare.includes('-----BEGIN')) return text
  return bare.replaceAll(/\\r\\n|\\n|\\r|\r\n|\r/g, '\n').trim()
}

/** Says what a text is that was meant as a key and cannot be read. */
export function refuseUnreadableKey(text: string, algorithm: string): never {
  const pem = normalizePem(text)
  const what = `the text is not a key for ${algorithm}`
  if (/ENCRYPTED/.test(pem)) refuseKey(`${what}: it is encrypted`, 'decrypt it: openssl pkey -in key.pem')
  if (pem.startsWith('-----BEGIN') && !pem.includes('-----END')) {
    refuseKey(`${what}: its last line, "-----END ...", is missing`, 'pass all lines of the file')
  }
  if (pem.startsWith('-----BEGIN') && !pem.includes('\n')) {
    refuseKey(`${what}: its line breaks are missing`, 'write each as a line break, or as the two characters \\n')
  }
  // "-----BEGIN" begins so in base64.
  if (text.trimStart().startsWith('LS0tLS1CRUdJTi')) {
    refuseKey(`${what}: it is base64 of a PEM`, 'decode it: base64 -d')
  }
  if (/^[\w./~-]+\.(pem|key|p8|crt)$/i.test(text.trim())) {
    refuseKey(`${what}: it is the name of a file`, 'name a file with the setting whose name ends with _FILE')
  }
  refuseKey(what, 'pass unencrypted PEM ("-----BEGIN ... KEY-----")')
}
