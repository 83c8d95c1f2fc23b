/** What operators are told of this process. */
import type { Installation } from '../features/admin/installation.ts'
import { createExamination, type Examined } from './doctor/examine-process.ts'
import { showSettings } from './shown-settings.ts'

export function createInstallation(parts: Examined): Installation {
  return { settings: () => showSettings(parts.settings), findings: createExamination(parts) }
}
