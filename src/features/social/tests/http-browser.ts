/** A minimal browser for sign-ins: it keeps cookies by origin, follows redirects on request, and posts forms. */

export interface Page {
  readonly status: number
  readonly url: string
  readonly headers: Headers
  readonly text: string
  /** The absolute URL of the redirect, or `undefined`. */
  readonly location: string | undefined
}

export interface HttpBrowser {
  /** One request, without following redirects. */
  open(url: string, request?: RequestInit): Promise<Page>
  /** Follows redirects, up to one whose address matches `stop`; that one is not opened. */
  follow(url: string, stop?: RegExp): Promise<Page>
  /** The names and values of the cookies that an origin has set. */
  cookies(origin: string): ReadonlyMap<string, string>
  setCookie(origin: string, name: string, value: string): void
}

export function createHttpBrowser(): HttpBrowser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string) => {
    const { origin } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    return jar
  }

  const open = async (url: string, request: RequestInit = {}): Promise<Page> => {
    const jar = jarOf(url)
    const headers = new Headers(request.headers)
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await fetch(url, { ...request, headers, redirect: 'manual' })
    for (const cookie of answer.headers.getSetCookie()) keep(jar, cookie)
    const to = answer.headers.get('location')
    const location = to === null ? undefined : new URL(to, url).href
    return { status: answer.status, url, headers: answer.headers, text: await answer.text(), location }
  }

  const follow = async (url: string, stop?: RegExp): Promise<Page> => {
    const page = await open(url)
    const isEnd = page.location === undefined || stop?.test(page.location) === true
    return isEnd || page.location === undefined ? page : await follow(page.location, stop)
  }

  return {
    open,
    follow,
    cookies: origin => jarOf(origin),
    setCookie: (origin, name, value) => void jarOf(origin).set(name, value),
  }
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split('; ')
  const at = pair.indexOf('=')
  const name = pair.slice(0, at)
  const isGone = attributes.some(each => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each))
  if (isGone) jar.delete(name)
  else jar.set(name, pair.slice(at + 1))
}
