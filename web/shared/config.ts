/** What the server tells the page: where the endpoints are, which language was chosen, what the application is called. */

export interface Provider {
  readonly name: string
  readonly label: string
  /** Begins to link an account to it. */
  readonly linkPath: string | null
  /** Leads to its sign-in. */
  readonly signInPath: string | null
}

export interface Config {
  /** What stands before every path. */
  readonly base: string
  /** The path of each endpoint that is served, by its name, with its parameters in braces. */
  readonly paths: Readonly<Record<string, string>>
  readonly language: string
  readonly languages: Readonly<Record<string, string>>
  readonly brand: string
  readonly brandLogo: string | null
  /** What an account logs in with: `email` or `username`. */
  readonly loginField: string
  /** The domain that passkeys belong to. */
  readonly passkeyDomain: string
  /** With which an account can log in. Each path is there where the server has it. */
  readonly providers: readonly Provider[]
  /** Whether the settings name services that are told what happens. */
  readonly hasWebhooks: boolean
}

function read(): Config {
  const text = document.getElementById('app')?.dataset.config
  if (text === undefined) throw new Error('the page has no configuration')
  return JSON.parse(text) as Config
}

export const config = read()

/** The path of an endpoint, below the base; `undefined` where it is not served. */
export function pathOf(name: string, params: Readonly<Record<string, string | number>> = {}): string | undefined {
  return config.paths[name]?.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key] ?? '')))
}

/** The same for a link of the page. */
export function linkOf(name: string, params: Readonly<Record<string, string | number>> = {}): string | undefined {
  const path = pathOf(name, params)
  return path === undefined ? undefined : `${config.base}${path}`
}

/** The same for another page, in the language that the address of this one names. */
export function pageLink(name: string, query: Readonly<Record<string, string>> = {}): string | undefined {
  const lang = new URLSearchParams(location.search).get('lang')
  const search = new URLSearchParams({ ...query, ...(lang === null ? {} : { lang }) }).toString()
  const link = linkOf(name)
  return link === undefined || search === '' ? link : `${link}?${search}`
}
