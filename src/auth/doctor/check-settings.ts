/** All that settings alone tell. */
import type { Settings } from '../../settings/settings.ts'
import { checkBrowsers } from './check-browsers.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { checkFactors } from './check-factors.ts'
import { checkFeed } from './check-feed.ts'
import { checkNetwork } from './check-network.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkTokens } from './check-tokens.ts'
import { checkWebhooks } from './check-webhooks.ts'
import type { Finding } from './finding.ts'

/** `folder`: of the configuration, where `.env` is looked at. */
export function checkSettings(settings: Settings, folder?: string): readonly Finding[] {
  return [
    ...checkSecrets(settings, folder),
    ...checkTokens(settings),
    ...checkBrowsers(settings),
    ...checkNetwork(settings),
    ...checkEndpoints(settings),
    ...checkFactors(settings),
    ...checkFeed(settings),
    ...checkWebhooks(settings),
  ]
}
