/** Every measure, in the order of the table. */
import type { Measure } from '../harness/measure.ts'
import { dispatch } from './dispatch.ts'
import { flood } from './flood.ts'
import { guarded } from './guarded.ts'
import { login } from './login.ts'
import { ownApp } from './own-app.ts'
import { refresh, refreshPostgres } from './refresh.ts'

export const measures: readonly Measure[] = [dispatch, guarded, ownApp, refresh, refreshPostgres, login, flood]
