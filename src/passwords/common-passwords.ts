/** The passwords that guessers try first: Django's own list, see data/README.md. Read when it is first needed. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { strip } from '../kernel/python-text.ts'

/** Answers whether a password is on the list, in any case and with blanks around it. */
export function createCommonPasswordCheck(readList: () => Uint8Array = readBundledList): (password: string) => boolean {
  let known: ReadonlySet<string> | undefined
  return password => {
    known ??= parseList(readList())
    return known.has(strip(password.toLowerCase()))
  }
}

/** The same path from `src/` and from `dist/`. */
function readBundledList(): Uint8Array {
  return readFileSync(new URL('../../data/common-passwords.txt.gz', import.meta.url))
}

function parseList(gzipped: Uint8Array): ReadonlySet<string> {
  const lines = gunzipSync(gzipped).toString('utf8').split('\n').map(strip)
  return new Set(lines.filter(line => line !== ''))
}
