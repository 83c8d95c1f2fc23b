/** The first import of every script: an older Node would fail later and less clearly. */
import { requireNode24 } from '../src/cli/node-version.ts'

requireNode24()
