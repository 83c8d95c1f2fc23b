/** What `#web` is in a checkout: built when it is first asked for, so that it is never old (package.json, `imports`). */
import { bundleWeb } from './bundle.ts'

export const { entries, files } = await bundleWeb()
