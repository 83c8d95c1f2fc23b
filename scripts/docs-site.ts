/** `npm run docs:site`: builds the documentation as a site, into `site/`. */
import './node-version.ts'
import { join } from 'node:path'
import { root } from './files.ts'
import { buildSite } from './site/build-site.ts'

const folder = join(root, 'site')
const { urls } = buildSite(folder)
console.log(`${urls.length} pages in site/; open site/index.html`)
