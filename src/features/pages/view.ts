/** What every page of one request is drawn with: its words, its links, and where it sends people on. */
import { clientPath } from '../../http/request/base-path.ts'
import type { Incoming } from '../../http/request/message.ts'
import { type AccountPageName, accountPagePath } from '../../settings/account-page-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import { catalogs, chooseLanguage, type Language } from './language.ts'
import { defaultNext, readNext } from './next.ts'
import type { Words } from './words/words.ts'

type Parameters = Readonly<Record<string, string | undefined>>

export interface View {
  readonly settings: Settings
  readonly basePath: string
  readonly language: Language
  readonly words: Words
  /** The query, for what a page shows of it. */
  readonly query: URLSearchParams
  /** What was asked for and is allowed. */
  readonly asked: string | undefined
  /** Where the page leads at its end. */
  readonly next: string
  /** The page itself, with these parameters, in this language, and on to the same place. */
  self(parameters?: Parameters): string
  /** Another page, alike; `undefined` where it is not served. */
  link(page: AccountPageName, parameters?: Parameters): string | undefined
}

export function createView(settings: Settings, incoming: Incoming): View {
  const { basePath = '' } = incoming
  const { language, isNamed } = chooseLanguage(incoming)
  const asked = readNext(incoming, settings)
  const lang = isNamed ? language : undefined
  const kept = { next: asked, lang }
  const linkTo = (path: string, parameters: Parameters = {}) => withQuery(path, { ...kept, ...parameters })
  return {
    settings,
    basePath,
    language,
    words: catalogs[language],
    query: new URLSearchParams(incoming.query),
    asked,
    next: asked ?? defaultNext(basePath, settings, lang),
    self: parameters => linkTo(clientPath(incoming), parameters),
    link(page, parameters) {
      const path = accountPagePath(settings, page)
      return path === undefined ? undefined : linkTo(`${basePath}${path}`, parameters)
    },
  }
}

function withQuery(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const query = new URLSearchParams(given).toString()
  return query === '' ? path : `${path}?${query}`
}
