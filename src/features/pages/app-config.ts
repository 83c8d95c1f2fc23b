/** What an app is told: where the endpoints are that this server has, its language, and the names of the application. */
import type { DocumentedRow } from '../../http/openapi/document.ts'
import type { Incoming } from '../../http/request/message.ts'
import type { Settings } from '../../settings/settings.ts'
import { relyingPartyOf } from '../mfa/relying-party.ts'
import { providerLabel } from '../social/provider-label.ts'
import { brandName } from './brand.ts'
import { catalogs, chooseLanguage, languages } from './language.ts'

/** A provider to log in with. Each path is there where its row is served. */
export interface AppProvider {
  readonly name: string
  readonly label: string
  /** Begins to link an account to it. */
  readonly linkPath: string | null
  /** Leads to its sign-in. */
  readonly signInPath: string | null
}

export interface AppConfig {
  readonly base: string
  /** By the names of the rows, with parameters in braces. */
  readonly paths: Readonly<Record<string, string>>
  readonly language: string
  readonly languages: Readonly<Record<string, string>>
  readonly brand: string
  readonly brandLogo: string | null
  readonly brandStyle: string | null
  readonly loginField: string
  /** The domain that passkeys belong to. */
  readonly passkeyDomain: string
  readonly providers: readonly AppProvider[]
  /** Whether the settings name services that are told what happens. */
  readonly hasWebhooks: boolean
}

/** Texts longer than any language has, in brackets: to see what does not fit. */
const pseudoLocale = 'qps-ploc'

export function configOf(settings: Settings, rows: readonly DocumentedRow[], incoming: Incoming): AppConfig {
  const isPseudo = new URLSearchParams(incoming.query).get('lang') === pseudoLocale
  return {
    base: incoming.basePath ?? '',
    paths: pathsByName(rows),
    language: isPseudo ? pseudoLocale : chooseLanguage(incoming).language,
    languages: Object.fromEntries(languages.map(each => [each, catalogs[each].name])),
    brand: brandName(settings),
    brandLogo: settings.brandLogo ?? null,
    brandStyle: settings.brandStyle ?? null,
    loginField: settings.accounts === 'email' ? 'email' : 'username',
    passkeyDomain: relyingPartyOf(settings).id,
    providers: providersOf(rows),
    hasWebhooks: Object.keys(settings.webhooks).length > 0,
  }
}

/** Of a row with several paths, the first. */
function pathsByName(rows: readonly DocumentedRow[]): Readonly<Record<string, string>> {
  const named = rows.flatMap(({ path, endpoint: { urlName } }) =>
    urlName === undefined ? [] : [[urlName, path] as const],
  )
  return Object.fromEntries(named.toReversed())
}

function providersOf(rows: readonly DocumentedRow[]): readonly AppProvider[] {
  const ofProviders = rows.filter(
    ({ endpoint: { urlName } }) => urlName === 'social_login' || urlName === 'social_link',
  )
  const byName = Map.groupBy(ofProviders, ({ endpoint: { pathValues } }) => pathValues?.provider ?? '')
  return [...byName].map(([name, own]) => {
    const pathOf = (row: string) => own.find(({ endpoint: { urlName } }) => urlName === row)?.path ?? null
    return { name, label: providerLabel(name), linkPath: pathOf('social_link'), signInPath: pathOf('social_login') }
  })
}
