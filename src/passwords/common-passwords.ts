/** The passwords that attackers try first: Django's list, see data/README.md. Read when first needed. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { strip } from '../kernel/python-text.ts'

/** Tells whether a password is on the list, ignoring case and surrounding white space. */
export function createCommonPasswordCheck(readList: () => Uint8Array = readBundledList): (password: string) => boolean {
  let known: ReadonlySet<string> | undefined
  return password => {
    known ??= parseList(readList())
    return known.has(strip(password.toLowerCase()))
  }
}

/** The relative path is the same from `src/` and `dist/`. */
function readBundledList(): Uint8Array {
  return readFileSync(new URL('../../data/common-passwords.txt.gz', import.meta.url))
}

function parseList(gzipped: Uint8Array): ReadonlySet<string> {
  const lines = gunzipSync(gzipped).toString('utf8').split('\n').map(strip)
  return new Set(lines.filter(line => line !== ''))
}
