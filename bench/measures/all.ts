/** Every measure, in the order of the table. */
import type { Measure } from '../harness/measure.ts'
import { dispatch } from './dispatch.ts'
import { flood } from './flood.ts'
import { guarded } from './guarded.ts'
import { install } from './install.ts'
import { login } from './login.ts'
import { memory } from './memory.ts'
import { ownApp } from './own-app.ts'
import { refresh, refreshPostgres } from './refresh.ts'
import { start } from './start.ts'
import { verify } from './verify.ts'
import { workers } from './workers.ts'

export const measures: readonly Measure[] = [
  dispatch,
  guarded,
  ownApp,
  refresh,
  refreshPostgres,
  login,
  flood,
  workers,
  verify,
  start,
  memory,
  install,
]
