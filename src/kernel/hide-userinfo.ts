/**
 * Cuts passwords out of URLs before a person or a log sees them: `postgres://user:password@host/db` is what other
 * frameworks keep in `DATABASE_URL`, and a message that repeats it puts the password into the journal.
 */

/** From a scheme, or from `name:` without one, to the last `@` before white space: passwords may hold `@`, `/` and `#`. */
const userinfo = /(\b[a-z][a-z0-9+.-]*:\/\/|\/\/|(?<![\w.%+-]))(?:[^\s'"@:/=]*:[^\s'"]*|(?<=\/\/)[^\s'"]*)@/gi
const parameter = /([?&;][^=&;\s]*(?:pass|pwd|secret|token|key)[^=&;\s]*=)[^&;\s'"]*/gi

/** `host=db user=u password=secret`: libpq's other form, and ODBC's. */
const leadingParameter = /((?:^|\s)[^=&;\s]*(?:pass|pwd|secret|token|key)[^=&;\s]*\s*=\s*)(?:'[^']*'|[^&;\s]*)/gi

/** `text` may be a sentence with URLs in it. */
export function hideUserinfo(text: string): string {
  return text.includes('@') || text.includes('=')
    ? text.replaceAll(userinfo, hideUnlessExample).replaceAll(parameter, '$1***')
    : text
}

/** `smtp://user:password@host` is how an advice says what to write. */
function hideUnlessExample(found: string, scheme: string): string {
  return found === `${scheme}user:password@` ? found : `${scheme}***@`
}

/** `value` is one value of a setting: a password may hold spaces and quotes, too. */
export function hideUserinfoOfValue(value: string): string {
  const parted = value.replaceAll(leadingParameter, '$1***')
  return hideUserinfo(parted.replace(/^([^@]*?:\/\/|[^@:\s]*(?=:))[\s\S]*@/, '$1***@'))
}
