/** `npm pack` runs this when it has packed: README.md is that of the repository again. */
import '../node-version.ts'
import { restoreReadme } from './swap-readme.ts'

restoreReadme()
